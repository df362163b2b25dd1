package org.smilestream.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScaleLinkTest {

  private static double sigma(double output) {
    return Likelihood.sigma(ScaleLink.EXP_LINEAR.logScale(output));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-700, -3, -0.5, -1e-9, 0})
  void upToTheTargetsDeviationBothLinksAreTheSame(double output) {
    assertThat(ScaleLink.EXP_LINEAR.logScale(output)).isEqualTo(ScaleLink.EXP.logScale(output));
    assertThat(ScaleLink.EXP_LINEAR.slope(output)).isEqualTo(ScaleLink.EXP.slope(output));
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-9, 0.5, 3, 30, 900, 1e5})
  void beyondItTheScaleGrowsByAsMuchAsTheOutput(double output) {
    assertThat(sigma(output)).isCloseTo(1 + output, withinPercentage(1e-9));
  }

  @ParameterizedTest
  @EnumSource(ScaleLink.class)
  void theSlopeIsTheDerivative(ScaleLink link) {
    double step = 1e-5;
    for (double output = -8; output < 40; output += 0.25) {
      double rise = link.logScale(output + step) - link.logScale(output - step);
      // Where the pieces meet the second derivative jumps from 0 to −1.
      assertThat(link.slope(output)).as("at %s", output).isCloseTo(rise / (2 * step), within(3e-6));
    }
  }

  @Test
  void aLikelihoodWithoutAnOutputForTheScaleHasNoOtherLink() {
    ModelSpec spec =
        new ModelSpec(
            1,
            List.of(),
            List.of(),
            1,
            Activation.RELU,
            Likelihood.GAUSSIAN,
            Prior.STANDARD_NORMAL);

    assertThatThrownBy(() -> spec.withScaleLink(ScaleLink.EXP_LINEAR))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("GAUSSIAN has no output for a scale");
  }
}
