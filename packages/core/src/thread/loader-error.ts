/**
 * Could the runtime not find or read a module, or one that it imports? Else the module's own code has thrown. Node and Deno tell
 * by a code, Bun by the error's name, browsers by the text of a TypeError only.
 */
export function isOfLoader(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, name, message } = error as Error & { readonly code?: unknown };
  if (code === 'ERR_MODULE_NOT_FOUND' || code === 'ERR_UNSUPPORTED_ESM_URL_SCHEME') return true;
  if (name === 'ResolveMessage' || name === 'BuildMessage') return true;
  return name === 'TypeError' && /dynamically imported module|module script/i.test(message);
}
