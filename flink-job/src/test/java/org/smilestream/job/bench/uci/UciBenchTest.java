package org.smilestream.job.bench.uci;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.smilestream.engine.Engines;
import org.smilestream.sampler.Preconditioner;
import org.smilestream.sampler.PublishedTunerSettings;
import org.smilestream.sampler.SamplerSettings;

/** Where a bench that was not stopped would run for hours, {@link Timeout} only ends the build. */
class UciBenchTest {
  private static final int HOURS = 100_000_000;

  private final StringWriter out = new StringWriter();
  private final List<UciBench.Planned> plan = new ArrayList<>();
  private UciBench bench;

  @TempDir private Path folder;

  private static Optional<SamplerSettings> psmile() {
    return Optional.of(
        new SamplerSettings(
            SamplerSettings.Name.PSMILE,
            Preconditioner.NOISE_VARIANCE,
            SamplerSettings.PRECONDITIONER_WINDOW,
            SamplerSettings.TunerName.STATIONARY,
            PublishedTunerSettings.DEFAULT,
            Double.NaN,
            Double.NaN,
            SamplerSettings.PROBE_INTERVAL,
            0,
            2,
            1));
  }

  private void plan(long split, Optional<SamplerSettings> sampler, int chains, int warmup)
      throws IOException {
    SmallSets.writeData(folder, UciTask.ENERGY);
    SmallSets.writeSplit(folder, UciTask.ENERGY, split);
    DataTable table = DataTable.read(UciTask.ENERGY.dataFile(folder));
    plan.add(
        new UciBench.Planned(
            UciTask.ENERGY,
            split,
            table,
            Split.read(UciTask.ENERGY.splitFile(folder, split), table.rows()),
            new UciSettings(sampler, chains, warmup, 20, 5, 64, 2, 1, Engines.find(Engines.AUTO))));
  }

  /** Runs the plan, and stops when {@code text} has been printed. */
  private UciReport runUntil(String text) throws IOException {
    PrintWriter watched =
        new PrintWriter(out) {
          @Override
          public void flush() {
            super.flush();
            if (out.toString().contains(text)) {
              bench.stop();
            }
          }
        };
    bench = new UciBench(plan, new UciConsole(watched, new PrintWriter(new StringWriter()), 1));
    bench.run();
    return bench.report();
  }

  @Test
  @Timeout(300)
  void aRunThatIsStoppedWhileItMovesIsLeftOutAndThoseBeforeItStay() throws IOException {
    plan(1, psmile(), 2, 100);
    plan(2, psmile(), 2, HOURS);

    UciReport report = runUntil("energy         1     1 ");

    assertThat(report.runs()).singleElement().satisfies(run -> assertThat(run.seed()).isOne());
    assertThat(report.means()).containsOnlyKeys("energy");
    assertThat(out.toString())
        .contains("energy         1     1 ")
        .doesNotContain("energy         2");
  }

  @Test
  @Timeout(300)
  void anEnsembleIsStoppedToo() throws IOException {
    plan(1, Optional.empty(), 2, 0);
    plan(2, Optional.empty(), 2, 0);
    plan(3, Optional.empty(), 2, 0);

    UciReport report = runUntil("energy         1     1 ");

    assertThat(report.runs()).hasSize(1);
  }

  /** The stop comes during the warm starts of 100,000 chains, or before them. */
  @Test
  @Timeout(300)
  void warmStartsAreStopped() throws Exception {
    plan(1, psmile(), 100_000, 0);
    bench =
        new UciBench(
            plan, new UciConsole(new PrintWriter(out), new PrintWriter(new StringWriter()), 1));
    Thread stopper =
        new Thread(
            () -> {
              try {
                Thread.sleep(500);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              bench.stop();
            });
    stopper.start();

    bench.run();
    UciReport report = bench.report();
    stopper.join();

    assertThat(report.runs()).isEmpty();
    assertThat(report.means()).isEmpty();
  }

  @Test
  void withoutAStopAllRunsEnd() throws IOException {
    plan(1, psmile(), 2, 100);
    plan(2, psmile(), 2, 100);

    UciReport report = runUntil("what nobody prints");

    assertThat(report.runs()).extracting(UciResult::seed).containsExactly(1L, 2L);
  }
}
