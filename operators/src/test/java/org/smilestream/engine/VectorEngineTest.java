package org.smilestream.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.smilestream.model.Activation;
import org.smilestream.model.Likelihood;
import org.smilestream.model.Minibatch;
import org.smilestream.model.ModelSpec;
import org.smilestream.model.Prior;
import org.smilestream.model.ScaleLink;

class VectorEngineTest {
  private static final List<List<Integer>> HIDDEN =
      List.of(List.of(), List.of(1), List.of(16, 5), List.of(33, 16, 7));

  static Stream<Arguments> models() {
    List<Arguments> models = new ArrayList<>();
    for (Activation activation : Activation.values()) {
      for (Likelihood likelihood : Likelihood.values()) {
        for (List<Integer> hidden : HIDDEN) {
          models.add(Arguments.of(Networks.spec(1, List.of(), hidden, activation, likelihood)));
          models.add(
              Arguments.of(Networks.spec(5, List.of(3, 40), hidden, activation, likelihood)));
          models.add(Arguments.of(Networks.spec(0, List.of(9), hidden, activation, likelihood)));
        }
        if (likelihood.hasScaleOutput()) {
          ModelSpec spec = Networks.spec(5, List.of(3, 40), List.of(16, 5), activation, likelihood);
          models.add(Arguments.of(spec.withScaleLink(ScaleLink.EXP_LINEAR)));
        }
      }
    }
    return models.stream();
  }

  @ParameterizedTest
  @MethodSource("models")
  void agreesWithTheScalarEngine(ModelSpec spec) {
    EngineAgreement.check(VectorEngine::new, spec, 256, 1, 17, 3, 16, 0);
  }

  @ParameterizedTest
  @EnumSource(Prior.Family.class)
  void agreesWithTheScalarEngineUnderEveryPrior(Prior.Family family) {
    EngineAgreement.checkPrior(VectorEngine::new, family);
  }

  @Test
  void aSlotThatNoRowSetsHasOnlyThePriorsGradient() {
    ModelSpec spec =
        Networks.spec(0, List.of(1000), List.of(8), Activation.TANH, Likelihood.GAUSSIAN);
    double[] position = Networks.position(spec, 7);
    Minibatch batch = Networks.batch(spec, 10, 8);
    Arrays.fill(batch.categories(0), 999);
    double[] gradient = new double[position.length];
    new VectorEngine(spec, 10).evaluate(position, batch, gradient);

    for (int i = 0; i < 999 * 8; i++) {
      assertThat(gradient[i]).isEqualTo(-position[i]);
    }
    assertThat(gradient[999 * 8 + 7]).isNotEqualTo(-position[999 * 8 + 7]);
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void activationsSaturateCleanly(Activation activation) {
    ModelSpec spec = Networks.spec(1, List.of(), List.of(1), activation, Likelihood.GAUSSIAN);
    double[] position = {1, 0, 1, 0, 0};
    int rows = 4001;
    Minibatch batch = Minibatch.forModel(spec, rows);
    for (int row = 0; row < rows; row++) {
      batch.numeric(0)[row] = (row - 2000) * 0.01;
    }
    batch.numeric(0)[0] = -1e15;
    batch.numeric(0)[rows - 1] = 1e15;
    batch.setRows(rows, 1);
    double[][] actual = new double[1][rows];
    new VectorEngine(spec, rows).outputs(position, batch, actual);

    for (int row = 0; row < rows; row++) {
      double expected = activation.value(batch.numeric(0)[row]);
      assertThat(actual[0][row])
          .isCloseTo(expected, within(1e-6 * EngineAgreement.magnitude(expected)));
    }
  }

  @Test
  void bitsDoNotDependOnTheCompiler() throws Exception {
    List<String> compiled = GradientBits.lines(3000);
    List<String> interpreted = ForkedJvm.run(GradientBits.class, "-Xint", ForkedJvm.VECTOR_MODULE);

    assertThat(interpreted).containsSubsequence(compiled);
  }

  @Test
  void allocatesNothingOnceCompiled() throws Exception {
    List<String> lines = ForkedJvm.run(GradientAllocation.class, ForkedJvm.VECTOR_MODULE);

    assertThat(lines)
        .contains(
            Arrays.stream(Likelihood.values())
                .map(likelihood -> likelihood + " 0")
                .toArray(String[]::new));
  }

  @Test
  void aStepOfAGroupAllocatesNothingOnceCompiled() throws Exception {
    List<String> lines = ForkedJvm.run(StepAllocation.class, ForkedJvm.VECTOR_MODULE);

    assertThat(lines).contains("steps 0");
  }
}
