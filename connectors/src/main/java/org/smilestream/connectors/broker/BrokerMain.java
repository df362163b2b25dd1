package org.smilestream.connectors.broker;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import java.io.Writer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.utils.Time;

/**
 * The process of a single Kafka broker (its own controller too) that listens on the loopback
 * interface. It prints {@value #READY} and its address when it can be used, and ends when its
 * standard input does, so that it cannot outlive the process that started it; with {@value
 * #DETACHED} it runs until it is told to end by SIGTERM.
 */
public final class BrokerMain {
  static final String READY = "READY";

  static final String DETACHED = "--detached";

  private static final String HOST = "127.0.0.1";

  /** Always the same one: Kafka takes a folder again only with the id that it was made with. */
  private static final String CLUSTER_ID = "c21pbGVzdHJlYW0tMDAwMQ";

  private BrokerMain() {}

  /**
   * Runs the broker.
   *
   * @param args the folder; the port to begin the search for a free one with (0: any), or with
   *     {@value #DETACHED} behind it the only port that will do; or else behind it perhaps a file
   *     of properties, which replace those of the broker
   */
  public static void main(String[] args) {
    try {
      boolean detached = args.length > 2 && args[2].equals(DETACHED);
      Properties given = new Properties();
      if (args.length > 2 && !detached) {
        try (Reader file = Files.newBufferedReader(Path.of(args[2]))) {
          given.load(file);
        }
      }
      run(new BrokerFolder(Path.of(args[0])), Integer.parseInt(args[1]), given, detached);
      System.exit(0);
    } catch (Throwable e) {
      // Kafka's own threads would keep a broker that has not started alive.
      e.printStackTrace();
      System.exit(1);
    }
  }

  private static void run(BrokerFolder folder, int wantedPort, Properties given, boolean detached)
      throws IOException {
    // Kafka's own lock comes too late: by then a second controller has written into the first one's
    // metadata.
    try (FileChannel lock = FileChannel.open(folder.lock(), CREATE, WRITE)) {
      if (lock.tryLock() == null) {
        throw new IOException("another broker uses the folder '" + folder.path() + "'");
      }
      int port = detached ? wantedPort : LoopbackPorts.free(wantedPort);
      Properties properties = configuration(folder, port, LoopbackPorts.free(0));
      properties.putAll(given);
      format(folder, properties);
      serve(properties, HOST + ":" + port, detached);
    }
  }

  private static void serve(Properties properties, String address, boolean detached)
      throws IOException {
    KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(properties), Time.SYSTEM);
    server.startup();
    System.out.println(READY + " " + address);
    if (detached) {
      Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "broker-shutdown"));
    } else {
      while (System.in.read() >= 0) {
        // Whatever is written to it, only its end counts.
      }
      server.shutdown();
    }
    server.awaitShutdown();
  }

  private static Properties configuration(BrokerFolder folder, int port, int controllerPort) {
    Properties properties = new Properties();
    properties.put("process.roles", "broker,controller");
    properties.put("node.id", "1");
    properties.put("controller.quorum.voters", "1@" + HOST + ":" + controllerPort);
    properties.put("controller.listener.names", "CONTROLLER");
    properties.put(
        "listeners",
        "PLAINTEXT://%s:%d,CONTROLLER://%s:%d".formatted(HOST, port, HOST, controllerPort));
    properties.put("log.dirs", folder.data().toString());
    properties.put("auto.create.topics.enable", "false");
    properties.put("message.max.bytes", Integer.toString(16 * 1024 * 1024));
    // One broker cannot replicate.
    for (String topic : new String[] {"offsets.topic", "transaction.state.log"}) {
      properties.put(topic + ".replication.factor", "1");
      properties.put(topic + ".num.partitions", "4");
    }
    properties.put("transaction.state.log.min.isr", "1");
    properties.put("share.coordinator.state.topic.replication.factor", "1");
    properties.put("share.coordinator.state.topic.min.isr", "1");
    properties.put("group.initial.rebalance.delay.ms", "0");
    properties.put("transaction.max.timeout.ms", "3600000");
    // A small heap: the default takes 128 MB.
    properties.put("log.cleaner.dedupe.buffer.size", Integer.toString(16 * 1024 * 1024));
    return properties;
  }

  /** Prepares the storage; one that is prepared already keeps its data. */
  private static void format(BrokerFolder folder, Properties properties) throws IOException {
    try (Writer out = Files.newBufferedWriter(folder.configuration())) {
      properties.store(out, null);
    }
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    String[] arguments = {
      "format", "-g", "-t", CLUSTER_ID, "-c", folder.configuration().toString()
    };
    int status =
        StorageTool.execute(arguments, new PrintStream(output, true, StandardCharsets.UTF_8));
    if (status != 0) {
      throw new IOException("storage cannot be formatted: " + output);
    }
  }
}
