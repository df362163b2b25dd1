package org.smilestream.job.bench.analytical;

/** How the gradient noise is spread over coordinates and space. */
enum NoiseStructure {
  NONE,
  /** The same scale in all coordinates. */
  ISOTROPIC,
  /** Scales evenly on a logarithmic scale, from the first coordinate down to the last. */
  ANISOTROPIC,
  /** The anisotropic noise, rotated at random. */
  CORRELATED,
  /** Grows with the distance from 0: the scale of coordinate i is σ (1 + θ_i²/E[θ_i²]). */
  VARYING
}
