package org.smilestream.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.smilestream.model.ScaleLink;

class ExpLinearRowsTest {
  /** No multiple of a vector's length, so that the last rows are in a vector's rest. */
  private static final int ROWS = 195;

  static Stream<RowMath> maths() {
    return Stream.of(new RowMath(), new VectorRowMath());
  }

  /** From −8 to 40, with 0 among them. */
  private static double[] outputs() {
    return IntStream.range(0, ROWS).mapToDouble(row -> (row - 32) / 4.0).toArray();
  }

  private static double[] logScales(RowMath math, double[] outputs) {
    double[] scale = outputs.clone();
    new ExpLinearRows(math).toLogScale(scale, outputs.length);
    return scale;
  }

  @ParameterizedTest
  @MethodSource("maths")
  void theScaleIsThatOfTheLink(RowMath math) {
    double[] outputs = outputs();

    double[] scales = logScales(math, outputs);

    for (int row = 0; row < ROWS; row++) {
      double expected = ScaleLink.EXP_LINEAR.logScale(outputs[row]);
      assertThat(scales[row]).as("at %s", outputs[row]).isCloseTo(expected, within(1e-15 * 4));
    }
  }

  @ParameterizedTest
  @MethodSource("maths")
  void theDerivativeIsThatOfTheScale(RowMath math) {
    double[] outputs = outputs();
    double step = 1e-5;
    double[] derivative = new double[ROWS];
    Arrays.fill(derivative, 3);
    ExpLinearRows rows = new ExpLinearRows(math);
    rows.toLogScale(outputs.clone(), ROWS);

    rows.toDerivative(derivative, ROWS);

    double[] above = logScales(math, Arrays.stream(outputs).map(s -> s + step).toArray());
    double[] below = logScales(math, Arrays.stream(outputs).map(s -> s - step).toArray());
    for (int row = 0; row < ROWS; row++) {
      double rise = 3 * (above[row] - below[row]) / (2 * step);
      // Where the pieces meet the second derivative jumps from 0 to −1.
      assertThat(derivative[row]).as("at %s", outputs[row]).isCloseTo(rise, within(1e-5));
    }
  }

  @ParameterizedTest
  @MethodSource("maths")
  void whatIsNotANumberIsSeen(RowMath math) {
    double[] scales = logScales(math, new double[] {Double.NaN, 1});

    assertThat(scales[0]).isNaN();
    assertThat(scales[1]).isFinite();
  }
}
