package org.smilestream.job.bench.analytical;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Runs cells on threads; the results depend on neither their number nor their timing. */
final class AnalyticalBench {
  private static final int PROGRESS_SECONDS = 5;

  private final BenchSettings settings;
  private final List<Cell> cells;
  private final Progress progress;
  private volatile boolean stopped;

  AnalyticalBench(BenchSettings settings, List<Cell> cells, Progress progress) {
    this.settings = settings;
    this.cells = cells;
    this.progress = progress;
  }

  /** Returns when all cells are done, or soon after {@link #stop}; results in the cells' order. */
  BenchResult run(int threads) throws InterruptedException, ExecutionException {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    List<Future<CellResult>> futures = new ArrayList<>();
    for (Cell cell : cells) {
      futures.add(pool.submit(() -> run(cell)));
    }
    pool.shutdown();
    while (!pool.awaitTermination(PROGRESS_SECONDS, TimeUnit.SECONDS)) {
      progress.show();
    }
    List<CellResult> results = new ArrayList<>();
    for (Future<CellResult> future : futures) {
      CellResult result = future.get();
      if (result != null) {
        results.add(result);
      }
    }
    boolean complete = results.size() == cells.size();
    return new BenchResult(settings, complete, settings.checkpoints(), results);
  }

  /** Null if the run was stopped before it was done. */
  private CellResult run(Cell cell) {
    double cost = cell.problem().cost();
    try {
      CellResult result =
          cell.run(
              settings,
              gradients -> {
                if (stopped) {
                  throw new CancellationException();
                }
                progress.add(gradients * cost);
              });
      progress.cellDone();
      return result;
    } catch (CancellationException e) {
      return null;
    }
  }

  /** Ends the run soon; for another thread. */
  void stop() {
    stopped = true;
  }
}
