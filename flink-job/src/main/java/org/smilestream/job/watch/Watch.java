package org.smilestream.job.watch;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Clock;
import java.util.List;
import org.smilestream.connectors.kafka.KafkaConnection;
import org.smilestream.data.Schema;
import org.smilestream.job.options.JobSettings;

/** The live page of a job and what reads for it. */
public final class Watch implements AutoCloseable {
  /** Where the page is, or the next free port, unless it is said otherwise. */
  public static final int DEFAULT_PORT = 8090;

  private final TopicReader reader;
  private final WatchServer server;

  /**
   * Starts both.
   *
   * @param schemas of the models, as far as they are not to be found in the topics: with late
   *     labels, derived columns, or classes in predictions that are encoded in Avro
   * @param first which model is shown where the page does not choose
   * @param port of the page, or the next one that can be had; 0: any
   * @throws IOException in one sentence that names the ports, if none can be had
   */
  public Watch(
      KafkaConnection connection,
      JobSettings.Topics topics,
      List<Schema> schemas,
      Choice first,
      InetAddress address,
      int port)
      throws IOException {
    LiveJob job = new LiveJob(schemas, first, Clock.systemUTC());
    server = new WatchServer(job, address, port);
    reader = new TopicReader(connection, topics, job);
    reader.start();
  }

  /** The address of the page. */
  public String page() {
    return server.page();
  }

  /** Throws what has ended the reading of the topics, if something has. */
  void check() {
    if (reader.failure() != null) {
      throw reader.failure();
    }
  }

  @Override
  public void close() {
    server.close();
    reader.close();
  }
}
