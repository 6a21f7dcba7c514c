import { install } from './install.ts';

// The entry of the workers that the adapter starts: in a worker this serves its creator.
install();
