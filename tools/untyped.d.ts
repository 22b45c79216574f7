/** Packages that come without types and are used in measurements and tests. */
declare module 'aws4'
