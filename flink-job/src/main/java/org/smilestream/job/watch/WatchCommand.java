package org.smilestream.job.watch;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.kafka.clients.NetworkClient;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.smilestream.connectors.format.SchemaFile;
import org.smilestream.connectors.kafka.BrokerUnreachableException;
import org.smilestream.connectors.kafka.KafkaConnection;
import org.smilestream.connectors.kafka.TopicAdmin;
import org.smilestream.data.Schema;
import org.smilestream.job.command.ArgumentCheck;
import org.smilestream.job.options.Challengers;
import org.smilestream.job.options.ConfigFile;
import org.smilestream.job.options.JobSettings;
import org.smilestream.job.options.KafkaOptions;
import org.smilestream.job.options.StreamOptions;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code smilestream watch}. */
@Command(
    name = "watch",
    description = {
      "Serves a live page of what a job writes to its topics, until Ctrl-C.",
      "It reads only: no consumer group, no writes."
    },
    sortOptions = false)
public final class WatchCommand implements Callable<Integer> {
  private static final int HIGHEST_PORT = 65_535;
  private static final long CHECK_MILLIS = 500;

  /** How long a broker may be silent before it is said, and said again. */
  private static final Duration FIRST_PATIENCE = Duration.ofSeconds(3);

  private static final Duration LATER_PATIENCE = Duration.ofSeconds(10);

  @Option(
      names = "--bootstrap-servers",
      paramLabel = "HOST:PORT",
      description =
          "Brokers to begin with, separated by commas. Needed where --config is not given.")
  private String bootstrapServers;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description =
          "YAML file with the options of the job: brokers, security, topics, schema. Without it the"
              + " topics have their default names, and the schema is the one in the topic of the"
              + " posterior.")
  private Path config;

  @Option(
      names = "-D",
      paramLabel = "KEY=VALUE",
      description =
          "Sets an option of the job, such as topic.observations=flights or schema.file=FILE. Can be"
              + " repeated.")
  private final Map<String, String> overrides = new LinkedHashMap<>();

  @Option(
      names = "--model",
      paramLabel = "NAME",
      description =
          "Model to show first, where there are several. Default: the one that answers. Another one"
              + " can be chosen on the page.")
  private String model;

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description =
          "Key whose model to show first, with 'model.key'. Of many keys most is kept of this one."
              + " Default: the one that has brought the most rows.")
  private String key;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "" + Watch.DEFAULT_PORT,
      description = "Port of the page, or the next free one; 0: any. Default: ${DEFAULT-VALUE}.")
  private int port;

  @Option(
      names = "--address",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description =
          "Address to serve at. Whoever reaches it sees rows and predictions. Default:"
              + " ${DEFAULT-VALUE}, this machine only.")
  private String address;

  @Mixin private ArgumentCheck check;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    check.requireBetween("--port", port, 0, HIGHEST_PORT);
    JobSettings settings = settings();
    InetAddress served = address();
    List<Schema> schemas = schemas(settings);
    awaitBroker(settings.kafka().connection());
    try (Watch watch = watch(settings, schemas, served)) {
      spec.commandLine().getOut().printf("Live page: %s%n", watch.page());
      spec.commandLine().getOut().flush();
      while (true) {
        watch.check();
        Thread.sleep(CHECK_MILLIS);
      }
    } catch (InterruptedException e) {
      return CommandLine.ExitCode.OK;
    }
  }

  /** Says until a broker answers that it is waited for. */
  private void awaitBroker(KafkaConnection kafka) {
    // It would say the same in other words, again and again.
    Configurator.setLevel(NetworkClient.class.getName(), Level.ERROR);
    Duration patience = FIRST_PATIENCE;
    while (true) {
      try {
        TopicAdmin.connect(kafka, patience).close();
        return;
      } catch (BrokerUnreachableException e) {
        if (!e.isSilence()) {
          throw e;
        }
        spec.commandLine().getErr().printf("waiting for %s ...%n", kafka.bootstrapServers());
        spec.commandLine().getErr().flush();
        patience = LATER_PATIENCE;
      }
    }
  }

  private Watch watch(JobSettings settings, List<Schema> schemas, InetAddress served) {
    Choice choice = new Choice(Optional.ofNullable(model), Optional.ofNullable(key));
    try {
      return new Watch(
          settings.kafka().connection(), settings.topics(), schemas, choice, served, port);
    } catch (IOException e) {
      throw check.wrongUse(
          "option '--port' cannot be %d at '%s': %s".formatted(port, address, e.getMessage()));
    }
  }

  private JobSettings settings() {
    if (config == null && bootstrapServers == null) {
      throw check.wrongUse("option '--bootstrap-servers' or '--config' is needed");
    }
    Map<String, String> options = new HashMap<>(overrides);
    if (bootstrapServers != null) {
      options.put(KafkaOptions.BOOTSTRAP_SERVERS.key(), bootstrapServers);
    }
    if (config != null) {
      return JobSettings.from(ConfigFile.load(config, options));
    }
    options.putIfAbsent(StreamOptions.SCHEMA_FILE.key(), "in the topic");
    return JobSettings.from(Configuration.fromMap(options));
  }

  /** Those of the configuration, of challengers too; none where there is none. */
  private List<Schema> schemas(JobSettings settings) {
    if (config == null && !overrides.containsKey(StreamOptions.SCHEMA_FILE.key())) {
      return List.of();
    }
    Schema schema = settings.named(read(settings));
    Challengers challengers = new Challengers(settings, schema);
    return Stream.concat(
            Stream.of(schema),
            settings.challengers().stream()
                .map(each -> challengers.schema(each, read(each.settings()))))
        .toList();
  }

  private static Schema read(JobSettings settings) {
    return SchemaFile.read(Path.of(settings.stream().schemaFile()));
  }

  private InetAddress address() {
    try {
      return InetAddress.getByName(address);
    } catch (UnknownHostException e) {
      throw check.refused("--address", address, "it is not known");
    }
  }
}
