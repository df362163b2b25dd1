package org.smilestream.job.cluster;

import java.nio.file.Path;

/**
 * The jars that a cluster is started from.
 *
 * @param jobJar the job with its libraries, the Kafka clients among them
 * @param libraries folder of the jars that the job jar leaves out: Flink, RocksDB, logging, the
 *     Kafka broker
 */
public record Distribution(Path jobJar, Path libraries) {

  /**
   * The jar that this class came from, and the folder {@code lib} beside it.
   *
   * @throws ClusterException in one sentence, if the command does not run from a job jar
   */
  public static Distribution ofThisCommand() {
    throw new UnsupportedOperationException("not yet");
  }
}
