package org.smilestream.job.bench.analytical;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResultTextTest {
  private static final Problem PROBLEM =
      new Problem(
          DensityKind.GAUSSIAN, 10, 100, NoiseStructure.ANISOTROPIC, NoiseDistribution.LAPLACE);

  private static CellResult result(Contender contender, double error, double bias, Long reached) {
    return new CellResult(
        new Cell(PROBLEM, contender),
        0.1,
        0.0123,
        new double[] {1, error},
        new double[] {0.5, 0.004},
        bias,
        0,
        reached,
        List.of());
  }

  private final List<CellResult> results =
      List.of(
          result(Contender.SMILE_NAIVE, 0.43, 0.4, null),
          result(Contender.PSMILE_NAIVE, 0.0081, -0.0002, 14142L));

  @Test
  void aRowNamesProblemAndSampler() {
    assertThat(ResultTable.lines(results).stream().skip(1))
        .containsExactly(
            "gaussian   10       100 anisotropic laplace   smile-naive      0.012      0.43"
                + "    0.0040      0.40           –",
            "gaussian   10       100 anisotropic laplace   psmile-naive     0.012    0.0081"
                + "    0.0040         0      14,142");
  }

  @Test
  void theVerdictComparesWithAndWithoutPreconditioner() {
    assertThat(Verdict.sentences(results))
        .containsExactly(
            "noise anisotropic: psmile-naive has the lower b² on 1 of 1 problems; median b² (bias²)"
                + " 0.43 (0.40) of smile-naive, 0.0081 (0) of psmile-naive");
  }

  @Test
  void thereIsNoVerdictOnOneOfThem() {
    assertThat(Verdict.sentences(results.subList(0, 1))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0.0123, 0.012", "1.26, 1.3", "126, 126", "0, 0", "2e-7, 2.0e-07", "NaN, –"})
  void twoDigits(double value, String text) {
    assertThat(ResultTable.number(value)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "100, 200", "1e4, 400", "1e9, 400", "0.1, 0", "NaN, 400"})
  void anAxisHoldsWhatIsBeyondItsEnds(double value, double pixel) {
    assertThat(new LogAxis(1, 1e4, 0, 400).at(value)).isEqualTo(pixel);
  }

  @ParameterizedTest
  @CsvSource({"0, 10⁰", "-3, 10⁻³", "12, 10¹²"})
  void decadesHaveNames(int exponent, String label) {
    assertThat(LogAxis.label(exponent)).isEqualTo(label);
  }
}
