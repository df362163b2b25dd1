package org.smilestream.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smilestream.learner.Bits;
import org.smilestream.model.Minibatch;
import org.smilestream.sampler.SamplerSettings.Name;
import org.smilestream.sampler.SamplerSettings.TunerName;

class HostChainGroupTest {
  private static final GaussianTarget TARGET = GaussianTarget.of(6, 0.25, 4, 2);
  private static final int CHAINS = 5;
  private static final int FIRST_CHAIN = 3;
  private static final int PROBE_INTERVAL = 10;

  /** Stretches that begin and end before, at and behind a probe, and span none, one or several. */
  private static final int[] STRETCHES = {1, 3, 5, 1, 2, 10, 25, 9, 44};

  private static final int STEPS = Arrays.stream(STRETCHES).sum();

  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void stopThreads() {
    threads.shutdownNow();
  }

  private static SamplerSettings settings(Name name, TunerName tuner) {
    return new SamplerSettings(
        name,
        Preconditioner.NOISE_VARIANCE,
        SamplerSettings.PRECONDITIONER_WINDOW,
        tuner,
        PublishedTunerSettings.DEFAULT,
        0.1,
        1e-6,
        PROBE_INTERVAL,
        STEPS / 2,
        20,
        1);
  }

  private HostChainGroup group(SamplerSettings settings, int workers) {
    List<HostChainGroup.Worker> list = new ArrayList<>();
    for (int i = 0; i < workers; i++) {
      list.add(
          new HostChainGroup.Worker(
              settings.create(TARGET.dimension()),
              TARGET.density(),
              new Minibatch(0, 0, TARGET.dimension())));
    }
    double[][] positions = new double[CHAINS][TARGET.dimension()];
    for (int i = 0; i < CHAINS; i++) {
      Arrays.fill(positions[i], 0.5 * i);
    }
    return new HostChainGroup(list, threads, FIRST_CHAIN, positions);
  }

  private static void advance(ChainGroup group, int... stretches) {
    for (int steps : stretches) {
      group.advance(steps, TARGET.minibatches(), StepObserver.NONE);
    }
  }

  private static void assertSame(ChainGroup actual, ChainGroup expected) {
    for (int chain = 0; chain < CHAINS; chain++) {
      assertThat(actual.state(chain))
          .as("state of chain %d", chain)
          .usingRecursiveComparison(Bits.EXACT)
          .isEqualTo(expected.state(chain));
      assertThat(actual.info(chain))
          .as("last step of chain %d", chain)
          .usingRecursiveComparison(Bits.EXACT)
          .isEqualTo(expected.info(chain));
      assertThat(actual.collects(chain)).isEqualTo(expected.collects(chain));
    }
  }

  /** One worker, as many as divide the chains unevenly, one a chain, and more than there are. */
  @ParameterizedTest
  @EnumSource
  void workersAndStretchesChangeNoBit(Name name) {
    for (TunerName tuner : TunerName.values()) {
      SamplerSettings settings = settings(name, tuner);
      HostChainGroup reference = group(settings, 1);
      for (int step = 0; step < STEPS; step++) {
        reference.step(TARGET.minibatches());
      }
      for (int workers : new int[] {1, 2, 3, CHAINS, CHAINS + 2}) {
        HostChainGroup once = group(settings, workers);
        HostChainGroup inStretches = group(settings, workers);
        advance(once, STEPS);
        advance(inStretches, STRETCHES);

        assertSame(once, reference);
        assertSame(inStretches, reference);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void theStepSizeIsThatOfAllChainsAndMovesAtProbesOnly(int workers) {
    HostChainGroup group = group(settings(Name.PSMILE, TunerName.STATIONARY), workers);
    double before = group.state(0).stepSize();
    int moves = 0;
    for (int step = 1; step <= 200; step++) {
      group.step(TARGET.minibatches());
      double after = group.state(0).stepSize();
      for (int chain = 0; chain < CHAINS; chain++) {
        assertThat(group.info(chain).probe()).isEqualTo(step % PROBE_INTERVAL == 0);
        assertThat(group.state(chain).stepSize()).isEqualTo(after);
      }
      assertThat(after != before).as("step %d", step).isEqualTo(step % PROBE_INTERVAL == 0);
      moves += after != before ? 1 : 0;
      before = after;
    }
    assertThat(moves).isEqualTo(200 / PROBE_INTERVAL);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void theObserverSeesEveryStepOfAChainInOrder(int workers) {
    HostChainGroup group = group(settings(Name.PSMILE, TunerName.STATIONARY), workers);
    List<List<Long>> steps = new ArrayList<>();
    List<List<Boolean>> probes = new ArrayList<>();
    List<double[]> last = new ArrayList<>();
    for (int chain = 0; chain < CHAINS; chain++) {
      steps.add(new ArrayList<>());
      probes.add(new ArrayList<>());
      last.add(null);
    }

    for (int stretch : STRETCHES) {
      group.advance(
          stretch,
          TARGET.minibatches(),
          (index, state, info) -> {
            steps.get(index).add(state.step());
            probes.get(index).add(info.probe());
            last.set(index, state.position().clone());
          });
    }

    for (int chain = 0; chain < CHAINS; chain++) {
      assertThat(steps.get(chain))
          .containsExactlyElementsOf(LongStream.rangeClosed(1, STEPS).boxed().toList());
      assertThat(probes.get(chain))
          .containsExactlyElementsOf(
              LongStream.rangeClosed(1, STEPS)
                  .mapToObj(step -> step % PROBE_INTERVAL == 0)
                  .toList());
      assertThat(last.get(chain)).isEqualTo(group.state(chain).position());
    }
  }

  @Test
  void minibatchesAreAskedForByTheNumberOfTheChainAndOfTheStepToCome() {
    HostChainGroup group = group(settings(Name.SMILE_NAIVE, TunerName.STATIONARY), 1);
    List<List<Long>> asked = new ArrayList<>();

    group.advance(
        2,
        (chain, step, batch) -> {
          asked.add(List.of((long) chain, step));
          TARGET.minibatches().fill(chain, step, batch);
        },
        StepObserver.NONE);

    assertThat(asked).hasSize(2 * CHAINS);
    for (long chain = FIRST_CHAIN; chain < FIRST_CHAIN + CHAINS; chain++) {
      assertThat(asked).containsSubsequence(List.of(chain, 0L), List.of(chain, 1L));
    }
  }

  @Test
  void aRestoredGroupGoesOnInTheSameBits() {
    SamplerSettings settings = settings(Name.PSMILE, TunerName.STATIONARY);
    HostChainGroup reference = group(settings, 1);
    advance(reference, 17);
    HostChainGroup restored = group(settings, 2);
    for (int chain = 0; chain < CHAINS; chain++) {
      restored.restore(chain, reference.state(chain));
    }

    advance(reference, 30);
    advance(restored, 30);

    assertSame(restored, reference);
  }
}
