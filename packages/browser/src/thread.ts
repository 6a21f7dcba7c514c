// The entry of the workers that the adapter starts: the import installs the platform and serves the creator.
import './install.ts';
