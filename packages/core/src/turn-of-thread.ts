/** What a blocked thread keeps from all of its tasks, as a link of a cycle calls it. */
export const turnOfThread = 'the turn of its thread';
