package org.smilestream.job.bench;

import java.io.PrintWriter;

/** The option {@code --threads} of every benchmark. */
public final class Threads {
  private Threads() {}

  /** Warns where there are more threads than cores: they cost time and gain none. */
  public static void warnAboveCores(int threads, PrintWriter err) {
    int cores = Runtime.getRuntime().availableProcessors();
    if (threads > cores) {
      err.printf(
          "smilestream: option '--threads' is %d, but this machine has %d cores; more threads do not make it faster%n",
          threads, cores);
      err.flush();
    }
  }
}
