/** Packages without types that benchmarks and tests use. */
declare module 'aws4'
