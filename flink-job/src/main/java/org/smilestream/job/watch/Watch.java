package org.smilestream.job.watch;

import java.io.IOException;
import java.net.InetAddress;
import java.util.Optional;
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
   * @param schema empty: the one that the topic of the posterior describes
   */
  public Watch(
      KafkaConnection connection,
      JobSettings.Topics topics,
      Optional<Schema> schema,
      InetAddress address,
      int port)
      throws IOException {
    LiveModel model = new LiveModel(schema);
    server = new WatchServer(model, address, port);
    reader = new TopicReader(connection, topics, model);
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
