package org.smilestream.job.bench.analytical;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.DoubleAdder;
import org.smilestream.job.bench.Durations;

/** Tells how far a benchmark is. Threads add to it, one shows it. */
final class Progress {
  private final PrintWriter out;
  private final double work;
  private final int cells;
  private final long start = System.nanoTime();
  private final DoubleAdder done = new DoubleAdder();
  private final AtomicInteger cellsDone = new AtomicInteger();

  /**
   * @param work in any unit, positive
   */
  Progress(PrintWriter out, double work, int cells) {
    this.out = out;
    this.work = work;
    this.cells = cells;
  }

  void add(double work) {
    done.add(work);
  }

  void cellDone() {
    cellsDone.incrementAndGet();
  }

  void show() {
    double share = Math.min(1, done.sum() / work);
    double seconds = (System.nanoTime() - start) / 1e9;
    String left =
        share > 0 ? ", about " + Durations.words(seconds / share - seconds) + " left" : "";
    out.printf(
        Locale.ROOT, "%3.0f %%  %d of %d runs%s%n", 100 * share, cellsDone.get(), cells, left);
    out.flush();
  }
}
