package org.smilestream.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.smilestream.connectors.replay.Flights;
import org.smilestream.data.EncodedRow;
import org.smilestream.data.Phase;
import org.smilestream.data.PosteriorSample;
import org.smilestream.data.TunerStatistics;
import org.smilestream.engine.Engines;
import org.smilestream.job.local.FlightsModel;
import org.smilestream.job.options.JobSettings;
import org.smilestream.learner.ChainGroupLearner;
import org.smilestream.model.ModelSpec;
import org.smilestream.posterior.EffectiveSampleSize;

/**
 * A chain group as the demo has it, on the real flights: it learns {@value #FLIGHTS} of them, then
 * walks on while the window stays as it is. Step sizes must not run away, and no chain may freeze.
 */
class ChainsAliveTest {
  private static final int FLIGHTS = 2000;
  private static final int CHAINS = 4;

  /** How often the window is offered: the first time it fills, then each row replaces itself. */
  private static final int ROUNDS = 4;

  private static final int THINNING = 20;

  /** The draws of 1,000 steps. */
  private static final int LONG = 1000 / THINNING;

  /** All after the last warm start and its tuning. */
  private static final List<TunerStatistics> STATISTICS = new ArrayList<>();

  private static final List<List<float[]>> DRAWS = new ArrayList<>();

  @BeforeAll
  static void learn() throws Exception {
    Map<String, String> options = new HashMap<>(FlightsModel.OPTIONS);
    options.put("kafka.bootstrap-servers", "none");
    options.put("schema.file", "none");
    options.put("window.rows", Integer.toString(FLIGHTS));
    options.put("learning.thinning", Integer.toString(THINNING));
    JobSettings settings = JobSettings.from(Configuration.fromMap(options));
    ModelSpec spec = settings.model().spec(Flights.schema());
    ChainGroupLearner learner =
        new ChainGroupLearner(
            "flights",
            0,
            IntStream.range(0, CHAINS).toArray(),
            spec,
            settings.learner(),
            Engines.find(Engines.AUTO).create(spec, settings.learner().engineRows()));
    List<EncodedRow> flights = EncodedFlights.first(FLIGHTS, settings.learner().warmUpRows());
    for (int chain = 0; chain < CHAINS; chain++) {
      DRAWS.add(new ArrayList<>());
    }
    for (int round = 0; round < ROUNDS; round++) {
      for (EncodedRow flight : flights) {
        learner.learn(again(flight, round), false).ifPresent(ChainsAliveTest::follow);
      }
    }
  }

  /** A row takes the place of the one as many rows earlier as the window has: here itself. */
  private static EncodedRow again(EncodedRow flight, int round) {
    return new EncodedRow(
        flight.sequence() + (long) round * FLIGHTS,
        flight.id(),
        flight.eventTime(),
        flight.numeric(),
        flight.categories(),
        flight.target(),
        flight.rawTarget(),
        flight.scalerVersion());
  }

  private static void follow(ChainGroupLearner.Round round) {
    if (round.statistics().phase() != Phase.SAMPLING) {
      STATISTICS.clear();
      DRAWS.forEach(List::clear);
      return;
    }
    STATISTICS.add(round.statistics());
    for (PosteriorSample sample : round.samples()) {
      DRAWS.get(sample.chain()).add(sample.probeOutputs());
    }
  }

  @Test
  void rejectionsAreRare() {
    TunerStatistics first = STATISTICS.get(0);
    TunerStatistics last = STATISTICS.get(STATISTICS.size() - 1);
    for (int chain = 0; chain < CHAINS; chain++) {
      double rejected = last.rejections()[chain] - first.rejections()[chain];
      assertThat(rejected / (last.steps() - first.steps())).as("chain %d", chain).isLessThan(0.05);
    }
  }

  @Test
  void stepSizesStayWithinBounds() {
    assertThat(STATISTICS)
        .allSatisfy(
            each -> assertThat(Arrays.stream(each.stepSizes())).allMatch(e -> e >= 1e-6 && e <= 1));
  }

  @Test
  void noChainStandsStill() {
    for (int chain = 0; chain < CHAINS; chain++) {
      for (int probe = 0; probe < DRAWS.get(chain).get(0).length; probe++) {
        double[] values = values(chain, probe);
        int same = 1;
        for (int i = 1; i < values.length; i++) {
          same = values[i] == values[i - 1] ? same + 1 : 1;
          assertThat(same).as("equal draws of chain %d at input %d", chain, probe).isLessThan(LONG);
        }
      }
    }
  }

  @Test
  void functionValuesMix() {
    for (int chain = 0; chain < CHAINS; chain++) {
      for (int probe = 0; probe < DRAWS.get(chain).get(0).length; probe++) {
        double ess = EffectiveSampleSize.mean(new double[][] {values(chain, probe)});
        assertThat(ess).as("chain %d at input %d", chain, probe).isGreaterThan(20);
      }
    }
  }

  private static double[] values(int chain, int probe) {
    return DRAWS.get(chain).stream().mapToDouble(draw -> draw[probe]).toArray();
  }
}
