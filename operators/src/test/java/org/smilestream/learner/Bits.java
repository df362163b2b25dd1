package org.smilestream.learner;

import org.assertj.core.api.recursive.comparison.RecursiveComparisonConfiguration;

/** Comparison to the last bit: AssertJ's own lets floats differ by 10⁻⁶ and doubles by 10⁻¹⁵. */
public final class Bits {
  /** For {@code usingRecursiveComparison}; a NaN equals a NaN. */
  public static final RecursiveComparisonConfiguration EXACT =
      RecursiveComparisonConfiguration.builder()
          .withEqualsForType(Float::equals, Float.class)
          .withEqualsForType(Double::equals, Double.class)
          .build();

  private Bits() {}
}
