package org.smilestream.job.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Completed checkpoints in a folder on this machine. */
public final class Checkpoints {
  private Checkpoints() {}

  /**
   * The newest completed checkpoint of a job: the folder {@code JOB_ID/chk-N} with the highest N
   * that holds metadata.
   *
   * @param folder where checkpoints of all jobs go
   */
  public static Optional<Path> newest(Path folder, String job) throws IOException {
    throw new UnsupportedOperationException("not yet");
  }
}
