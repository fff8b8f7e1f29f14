// Where programs of administrators are.

/** To begin a script with that runs such programs: not everybody's PATH names their folders. */
export const SBIN = "PATH=${PATH:-/usr/bin:/bin}:/usr/local/sbin:/usr/sbin:/sbin; export PATH\n";
