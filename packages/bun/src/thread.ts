// The entry of the workers that the adapter starts: the import installs the platform and, since they are marked,
// serves the creator.
import './install.ts';
