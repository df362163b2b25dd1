package org.smilestream.job.bench.analytical;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnalyticalBenchTest {
  private static final Problem PROBLEM =
      new Problem(DensityKind.BANANA, 2, Double.NaN, NoiseStructure.NONE, null);
  private static final List<Cell> CELLS =
      List.of(new Cell(PROBLEM, Contender.SMILE_NAIVE), new Cell(PROBLEM, Contender.MCLMC));

  private static BenchSettings settings(long gradients) {
    return new BenchSettings(10, 100, gradients, 2, 2, 100, List.of(0.1), List.of(1e-4), 1);
  }

  @Test
  void checkpointsAreAGeometricSeriesThatEndsAtTheLastGradient() {
    assertThat(settings(800).checkpoints()).containsExactly(100, 141, 200, 283, 400, 566, 800);
    assertThat(settings(100).checkpoints()).containsExactly(100);
  }

  @Test
  void aStoppedRunGivesWhatIsDone() throws Exception {
    Progress progress = new Progress(new PrintWriter(new StringWriter()), 1, CELLS.size());
    AnalyticalBench bench = new AnalyticalBench(settings(1_000_000_000), CELLS, progress);
    bench.stop();

    BenchResult result = bench.run(2);

    assertThat(result.complete()).isFalse();
    assertThat(result.cells()).isEmpty();
  }

  @Test
  void resultsComeInTheOrderOfTheCells() throws Exception {
    Progress progress = new Progress(new PrintWriter(new StringWriter()), 1, CELLS.size());

    BenchResult result = new AnalyticalBench(settings(500), CELLS, progress).run(2);

    assertThat(result.complete()).isTrue();
    assertThat(result.cells()).extracting(CellResult::cell).isEqualTo(CELLS);
  }

  @Test
  void progressTellsTheTimeLeft() {
    StringWriter out = new StringWriter();
    Progress progress = new Progress(new PrintWriter(out), 200, 4);
    progress.show();
    progress.add(50);
    progress.cellDone();
    progress.show();

    assertThat(out.toString().lines())
        .satisfiesExactly(
            line -> assertThat(line).isEqualTo("  0 %  0 of 4 runs"),
            line -> assertThat(line).matches(" 25 %  1 of 4 runs, about \\d+ s left"));
  }
}
