package org.smilestream.engine.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.nativeblas.NativeOpsHolder;
import org.smilestream.engine.EngineAgreement;
import org.smilestream.engine.Engines;
import org.smilestream.engine.LogDensityEngine;
import org.smilestream.engine.Networks;
import org.smilestream.model.Activation;
import org.smilestream.model.Likelihood;
import org.smilestream.model.Minibatch;
import org.smilestream.model.ModelSpec;
import org.smilestream.model.Prior;
import org.smilestream.model.ScaleLink;

class Nd4jEngineTest {
  private static final List<List<Integer>> HIDDEN =
      List.of(List.of(), List.of(1), List.of(16, 5), List.of(33, 16, 7));

  @BeforeAll
  static void requireBackend() {
    Nd4jRequirement.assume();
  }

  static Stream<Arguments> models() {
    List<Arguments> models = new ArrayList<>();
    for (Activation activation : Activation.values()) {
      for (Likelihood likelihood : Likelihood.values()) {
        for (List<Integer> hidden : HIDDEN) {
          models.add(Arguments.of(Networks.spec(1, List.of(), hidden, activation, likelihood)));
        }
        List<Integer> hidden = List.of(16, 5);
        ModelSpec mixed = Networks.spec(5, List.of(3, 40), hidden, activation, likelihood);
        models.add(Arguments.of(mixed));
        if (likelihood.hasScaleOutput()) {
          models.add(Arguments.of(mixed.withScaleLink(ScaleLink.EXP_LINEAR)));
        }
        models.add(Arguments.of(Networks.spec(0, List.of(9), hidden, activation, likelihood)));
      }
    }
    return models.stream();
  }

  private static LogDensityEngine scalar(ModelSpec spec, int rows) {
    return Engines.find("scalar").create(spec, rows);
  }

  @ParameterizedTest
  @MethodSource("models")
  void agreesWithTheScalarEngine(ModelSpec spec) {
    EngineAgreement.check(Nd4jEngine::new, spec, 256, 1, 17, 3, 0);
  }

  @ParameterizedTest
  @EnumSource(Prior.Family.class)
  void agreesWithTheScalarEngineUnderEveryPrior(Prior.Family family) {
    EngineAgreement.checkPrior(Nd4jEngine::new, family);
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
    double[][] outputs = new double[1][rows];
    LogDensityEngine engine = new Nd4jEngine(spec, rows);
    engine.outputs(position, batch, outputs);
    double[] gradient = new double[position.length];
    engine.evaluate(position, batch, gradient);

    for (int row = 0; row < rows; row++) {
      double expected = activation.value(batch.numeric(0)[row]);
      assertThat(outputs[0][row])
          .isCloseTo(expected, within(2e-6 * EngineAgreement.magnitude(expected)));
    }
    assertThat(Arrays.stream(gradient).allMatch(Double::isFinite)).isTrue();
  }

  @Test
  void numbersThatAreNoneDoNotOutliveTheirMinibatch() {
    ModelSpec spec =
        Networks.spec(4, List.of(), List.of(8, 8), Activation.TANH, Likelihood.GAUSSIAN);
    LogDensityEngine engine = new Nd4jEngine(spec, 32);
    double[] position = Networks.position(spec, 1);
    Minibatch batch = Networks.batch(spec, 32, 2);
    double[] before = new double[position.length];
    double value = engine.evaluate(position, batch, before);
    double[] broken = position.clone();
    Arrays.fill(broken, Double.NaN);
    assertThat(engine.evaluate(broken, batch, new double[position.length])).isNaN();
    double[] after = new double[position.length];

    assertThat(engine.evaluate(position, batch, after)).isEqualTo(value);
    assertThat(after).isEqualTo(before);
  }

  @Test
  void twoEnginesGiveTheSameBits() {
    ModelSpec spec =
        Networks.spec(12, List.of(7), List.of(16, 16), Activation.GELU, Likelihood.GAUSSIAN);
    double[] position = Networks.position(spec, 1);
    Minibatch batch = Networks.batch(spec, 256, 2);
    double[] one = new double[position.length];
    double[] other = new double[position.length];

    assertThat(new Nd4jEngine(spec, 256).evaluate(position, batch, one))
        .isEqualTo(new Nd4jEngine(spec, 300).evaluate(position, batch, other));
    assertThat(one).isEqualTo(other);
  }

  @Test
  void takesOneCoreInEveryThreadThatRunsIt() throws Exception {
    ModelSpec spec = Networks.spec(2, List.of(), List.of(3), Activation.RELU, Likelihood.GAUSSIAN);
    LogDensityEngine engine = new Nd4jEngine(spec, 8);
    Callable<Integer> threadsOfOpenMp =
        () -> {
          double[] position = Networks.position(spec, 1);
          engine.evaluate(position, Networks.batch(spec, 8, 2), new double[position.length]);
          return NativeOpsHolder.getInstance().getDeviceNativeOps().ompGetMaxThreads();
        };
    ExecutorService another = Executors.newSingleThreadExecutor();
    try {
      assertThat(another.submit(threadsOfOpenMp).get()).isEqualTo(1);
    } finally {
      another.shutdownNow();
    }
  }

  @Test
  void refinesTheValueWhereFloatDoesNotDo() {
    ModelSpec spec = Networks.spec(5, List.of(), List.of(9), Activation.RELU, Likelihood.GAUSSIAN);
    double[] position = Networks.position(spec, 1);
    position[position.length - 1] = -7;
    Minibatch batch = Networks.batch(spec, 64, 2);
    LogDensityEngine engine = new Nd4jEngine(spec, 64);
    double[] gradient = new double[position.length];
    double value = engine.evaluate(position, batch, gradient);
    double exact = scalar(spec, 64).evaluate(position, batch, gradient);

    assertThat(engine.refine(value, 1e-3, position, batch)).isCloseTo(exact, within(1e-6));
    assertThat(engine.refine(value, 1e9, position, batch)).isEqualTo(value);
  }

  @Test
  void namesTheArgumentThatDoesNotFit() {
    ModelSpec spec = Networks.spec(2, List.of(), List.of(), Activation.RELU, Likelihood.GAUSSIAN);
    LogDensityEngine engine = new Nd4jEngine(spec, 3);
    double[] gradient = new double[spec.dimension()];

    assertThatThrownBy(
            () ->
                engine.evaluate(new double[spec.dimension()], Networks.batch(spec, 4, 1), gradient))
        .hasMessageContaining("made for 3 rows at most, not 4");
  }
}
