package org.smilestream.posterior;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MedianTest {

  @Test
  void isInTheMiddleOfTheSortedNumbersAndLeavesTheirOrderAlone() {
    double[] values = {4, 1, 9, 3};

    assertThat(Median.of(values)).isEqualTo(3.5);
    assertThat(values).containsExactly(4, 1, 9, 3);
    assertThat(Median.of(7, 1, 5)).isEqualTo(5);
    assertThat(Median.of(2)).isEqualTo(2);
    assertThat(Median.of()).isNaN();
  }
}
