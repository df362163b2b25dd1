package org.smilestream.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScaleLinkTest {

  private static double sigma(double output) {
    return Likelihood.sigma(ScaleLink.EXP_LINEAR.logScale(output));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-700, -3, -0.5, -1e-9, 0})
  void upToTheTargetsDeviationBothLinksAreTheSame(double output) {
    assertThat(ScaleLink.EXP_LINEAR.logScale(output)).isEqualTo(ScaleLink.EXP.logScale(output));
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-9, 0.5, 3, 30, 900, 1e5})
  void beyondItTheScaleGrowsByAsMuchAsTheOutput(double output) {
    assertThat(sigma(output)).isCloseTo(1 + output, withinPercentage(1e-9));
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
