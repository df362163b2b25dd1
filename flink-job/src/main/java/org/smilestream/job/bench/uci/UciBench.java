package org.smilestream.job.bench.uci;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

/** Runs tasks, splits and chain seeds one after another. */
final class UciBench {
  private final List<Planned> plan;
  private final UciConsole console;
  private final List<UciResult> results = new ArrayList<>();
  private volatile boolean stopped;

  /** A run, with all that can be wrong with its files found already. */
  record Planned(UciTask task, long splitSeed, DataTable table, Split split, UciSettings settings) {

    /** Steps of all chains. */
    long work() {
      return settings.chainSteps();
    }
  }

  UciBench(List<Planned> plan, UciConsole console) {
    this.plan = plan;
    this.console = console;
  }

  /** Returns when all runs have ended, or soon after {@link #stop}. */
  void run() {
    try {
      for (Planned planned : plan) {
        console.begin(planned);
        try (UciRun run = new UciRun(planned)) {
          results.add(run.run(this::progress));
        }
        console.end(results.get(results.size() - 1));
      }
    } catch (CancellationException e) {
      if (!stopped) {
        throw e;
      }
    }
  }

  /** The runs that have ended. */
  UciReport report() {
    return UciReport.of(results);
  }

  private void progress(long steps) {
    if (stopped) {
      throw new CancellationException();
    }
    console.progress(steps);
  }

  /** Makes {@link #run} return; called by another thread. */
  void stop() {
    stopped = true;
  }
}
