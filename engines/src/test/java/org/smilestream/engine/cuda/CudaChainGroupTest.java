package org.smilestream.engine.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.smilestream.engine.Engines;
import org.smilestream.engine.Networks;
import org.smilestream.model.Activation;
import org.smilestream.model.Likelihood;
import org.smilestream.model.Minibatch;
import org.smilestream.model.ModelSpec;
import org.smilestream.model.Prior;
import org.smilestream.model.ScaleLink;
import org.smilestream.sampler.ChainGroup;
import org.smilestream.sampler.ChainState;
import org.smilestream.sampler.HostChainGroup;
import org.smilestream.sampler.MinibatchSource;
import org.smilestream.sampler.Preconditioner;
import org.smilestream.sampler.PublishedTunerSettings;
import org.smilestream.sampler.SamplerSettings;
import org.smilestream.sampler.StepInfo;
import org.smilestream.sampler.StepObserver;

/**
 * The kernels' own source and indexing, compiled for the processor, against the chains of the
 * scalar engine. What a card's compiler and a card make of it is not seen here.
 */
class CudaChainGroupTest {
  private static final int ROWS = 24;
  private static final int CHAINS = 3;
  private static final int FIRST_CHAIN = 2;

  @TempDir private Path folder;

  @BeforeAll
  static void requireCompiler() {
    assumeTrue(EmulatedCard.isPossible(), "there is no C++ compiler (g++)");
  }

  record Case(ModelSpec spec, SamplerSettings settings) {
    @Override
    public String toString() {
      return spec + " " + settings.name() + " " + settings.preconditioner();
    }
  }

  static Stream<Case> cases() {
    SamplerSettings noise =
        settings(SamplerSettings.Name.PSMILE, Preconditioner.NOISE_VARIANCE, Double.NaN);
    // A target below what float resolves: ℓ at probes is in double.
    SamplerSettings moment =
        settings(SamplerSettings.Name.PSMILE, Preconditioner.SECOND_MOMENT, 1e-16);
    SamplerSettings precision =
        settings(SamplerSettings.Name.PSMILE, Preconditioner.POSTERIOR_PRECISION, Double.NaN);
    SamplerSettings plain = settings(SamplerSettings.Name.SMILE, Preconditioner.NONE, Double.NaN);
    List<Integer> hidden = List.of(7, 5);
    List<Integer> slots = List.of(3, 6);
    ModelSpec student =
        Networks.spec(3, List.of(), hidden, Activation.SIGMOID, Likelihood.STUDENT_T);
    return Stream.of(
        new Case(Networks.spec(4, slots, hidden, Activation.TANH, Likelihood.GAUSSIAN), noise),
        new Case(
            Networks.spec(
                2, List.of(), List.of(9), Activation.GELU, Likelihood.GAUSSIAN_HETEROSCEDASTIC),
            moment),
        new Case(student, precision),
        new Case(student.withDegreesOfFreedom(4.5).withScaleLink(ScaleLink.EXP_LINEAR), plain),
        new Case(Networks.spec(0, slots, hidden, Activation.TANH, Likelihood.CATEGORICAL), noise),
        new Case(Networks.spec(3, List.of(), hidden, Activation.RELU, Likelihood.POISSON), moment),
        new Case(
            new ModelSpec(
                3,
                List.of(2),
                List.of(),
                2,
                Activation.IDENTITY,
                Likelihood.NEGATIVE_BINOMIAL,
                new Prior(Prior.Family.LAPLACE, -0.25, 0.5)),
            precision));
  }

  private static SamplerSettings settings(
      SamplerSettings.Name name, Preconditioner scale, double energyErrorTarget) {
    return new SamplerSettings(
        name,
        scale,
        SamplerSettings.PRECONDITIONER_WINDOW,
        SamplerSettings.TunerName.STATIONARY,
        PublishedTunerSettings.DEFAULT,
        1e-3,
        energyErrorTarget,
        SamplerSettings.PROBE_INTERVAL,
        0,
        20,
        1);
  }

  /** Whole and short minibatches, each a function of the chain and of the step. */
  private static MinibatchSource minibatches(ModelSpec spec) {
    return (chain, step, target) -> {
      int rows = step % 3 == 2 ? ROWS - 5 : ROWS;
      Minibatch source = Networks.batch(spec, rows, 100 * chain + step);
      for (int column = 0; column < source.numericColumns(); column++) {
        double[] values = source.numeric(column);
        for (int row = 0; row < rows; row++) {
          // What float holds, as on the card.
          target.numeric(column)[row] = (float) values[row];
        }
      }
      for (int column = 0; column < source.categoricalColumns(); column++) {
        System.arraycopy(source.categories(column), 0, target.categories(column), 0, rows);
      }
      System.arraycopy(source.targets(), 0, target.targets(), 0, rows);
      System.arraycopy(source.weights(), 0, target.weights(), 0, rows);
      target.setRows(rows, source.likelihoodWeight());
    };
  }

  private static double[][] positions(ModelSpec spec) {
    double[][] positions = new double[CHAINS][];
    Arrays.setAll(positions, i -> Networks.position(spec, i));
    return positions;
  }

  private static int[] numbers() {
    int[] numbers = new int[CHAINS];
    Arrays.setAll(numbers, i -> FIRST_CHAIN + i);
    return numbers;
  }

  private static HostChainGroup onHost(Case c) {
    ModelSpec spec = c.spec();
    return new HostChainGroup(
        c.settings().create(spec.dimension(), spec.prior().precision()),
        Engines.find("scalar").create(spec, ROWS),
        Minibatch.forModel(spec, ROWS),
        FIRST_CHAIN,
        positions(spec));
  }

  private ChainGroup onCard(Case c) throws Exception {
    KernelSource source = KernelSource.of(c.spec(), c.settings(), ROWS);
    Card card = EmulatedCard.with(source, folder);
    return new CudaChainGroup(
        card, source, c.spec(), c.settings(), ROWS, numbers(), positions(c.spec()));
  }

  /** The step infos of each chain, in order. */
  private static final class Recorder implements StepObserver {
    private final List<List<double[]>> steps = new ArrayList<>();

    Recorder() {
      for (int i = 0; i < CHAINS; i++) {
        steps.add(new ArrayList<>());
      }
    }

    @Override
    public void stepped(int index, ChainState state, StepInfo info) {
      steps
          .get(index)
          .add(
              new double[] {
                info.logDensity(),
                info.middleLogDensity(),
                info.energyError(),
                info.probe() ? 1 : 0,
                info.rejected() ? 1 : 0
              });
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void stepsAreThoseOfTheScalarEngine(Case c) throws Exception {
    HostChainGroup host = onHost(c);
    Recorder expected = new Recorder();
    Recorder actual = new Recorder();
    try (ChainGroup card = onCard(c)) {
      for (int steps : new int[] {1, 9, 15, 5}) {
        host.advance(steps, minibatches(c.spec()), expected);
        card.advance(steps, minibatches(c.spec()), actual);
        for (int chain = 0; chain < CHAINS; chain++) {
          assertSame(card.state(chain), host.state(chain));
        }
      }
    }
    for (int chain = 0; chain < CHAINS; chain++) {
      assertThat(actual.steps.get(chain)).hasSameSizeAs(expected.steps.get(chain));
      for (int step = 0; step < expected.steps.get(chain).size(); step++) {
        double[] e = expected.steps.get(chain).get(step);
        double[] a = actual.steps.get(chain).get(step);
        for (int i = 0; i < e.length; i++) {
          assertThat(a[i])
              .as("chain %d, step %d, number %d", chain, step, i)
              .isCloseTo(e[i], within(1e-3 * Math.max(1, Math.abs(e[i]) / 10)));
        }
      }
    }
  }

  private static void assertSame(ChainState actual, ChainState expected) {
    assertThat(actual.step()).isEqualTo(expected.step());
    assertThat(actual.rejections()).isEqualTo(expected.rejections());
    assertThat(actual.stepSize()).isCloseTo(expected.stepSize(), within(1e-9));
    assertThat(actual.stepShare()).isCloseTo(expected.stepShare(), within(1e-12));
    assertClose(actual.tunerLocation(), expected.tunerLocation(), "tuner's location");
    assertClose(actual.tunerSpread(), expected.tunerSpread(), "tuner's spread");
    assertClose(actual.logDensity(), expected.logDensity(), "log density");
    assertClose(actual.position(), expected.position(), "position");
    assertClose(actual.velocity(), expected.velocity(), "velocity");
    assertClose(actual.preconditionedGradient(), expected.preconditionedGradient(), "gradient");
    assertClose(actual.averages(), expected.averages(), "averages");
    assertClose(actual.deviations(), expected.deviations(), "deviations");
  }

  private static void assertClose(double[] actual, double[] expected, String what) {
    double largest = Arrays.stream(expected).map(Math::abs).max().orElse(1);
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i])
          .as("%s, entry %d", what, i)
          .isCloseTo(expected[i], within(2e-4 * Math.max(largest, 1e-3)));
    }
  }

  private static void assertClose(double actual, double expected, String what) {
    assertThat(actual).as(what).isCloseTo(expected, within(1e-4 * Math.max(1, Math.abs(expected))));
  }

  @Test
  void aRunIsRepeatableAndGoesOnFromASavedState() throws Exception {
    Case c = cases().findFirst().orElseThrow();
    try (ChainGroup whole = onCard(c);
        ChainGroup first = onCard(c);
        ChainGroup second = onCard(c)) {
      whole.advance(33, minibatches(c.spec()), StepObserver.NONE);
      first.advance(17, minibatches(c.spec()), StepObserver.NONE);
      for (int chain = 0; chain < CHAINS; chain++) {
        second.restore(chain, first.state(chain));
      }
      second.advance(16, minibatches(c.spec()), StepObserver.NONE);
      for (int chain = 0; chain < CHAINS; chain++) {
        assertThat(second.state(chain)).usingRecursiveComparison().isEqualTo(whole.state(chain));
      }
    }
  }

  @Test
  void aChainThatLeftTheTypicalSetIsPutWhereTheMedianChainIs() throws Exception {
    Case c = cases().findFirst().orElseThrow();
    HostChainGroup host = onHost(c);
    try (ChainGroup card = onCard(c)) {
      for (int chain = 0; chain < CHAINS; chain++) {
        ChainState state = new ChainState(c.spec().dimension());
        state.copyFrom(host.state(chain));
        // Settled chains, of which the last one is far below the others.
        double location = chain == CHAINS - 1 ? -1e6 : -150 - chain;
        state.setScalars(location, 1e-4, 1, location, 20, 0, 609, 0, 3 + chain, chain);
        host.restore(chain, state);
        card.restore(chain, state);
      }
      host.advance(1, minibatches(c.spec()), StepObserver.NONE);
      card.advance(1, minibatches(c.spec()), StepObserver.NONE);

      assertThat(card.state(CHAINS - 1).reseeds()).isEqualTo(CHAINS);
      for (int chain = 0; chain < CHAINS; chain++) {
        assertThat(card.state(chain).reseeds()).isEqualTo(host.state(chain).reseeds());
        assertSame(card.state(chain), host.state(chain));
      }
    }
  }

  @Test
  void aChainStartsAnewWhereItIsPutOrBesideANeighbour() throws Exception {
    Case c = cases().findFirst().orElseThrow();
    HostChainGroup host = onHost(c);
    try (ChainGroup card = onCard(c)) {
      for (ChainGroup group : List.of(host, card)) {
        group.advance(12, minibatches(c.spec()), StepObserver.NONE);
        group.restart(1, Networks.position(c.spec(), 77));
        group.branch(2, 0);
        group.advance(3, minibatches(c.spec()), StepObserver.NONE);
      }
      for (int chain = 0; chain < CHAINS; chain++) {
        assertSame(card.state(chain), host.state(chain));
        assertThat(card.state(chain).startStep()).isEqualTo(host.state(chain).startStep());
      }
    }
  }
}
