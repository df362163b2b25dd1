package org.smilestream.connectors.kafka;

import java.io.Serializable;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;
import java.util.regex.Matcher;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.provider.DirectoryConfigProvider;
import org.apache.kafka.common.config.provider.EnvVarConfigProvider;
import org.apache.kafka.common.config.provider.FileConfigProvider;

/**
 * How to reach a Kafka cluster.
 *
 * <p>A secret is given as a reference, which each Kafka client resolves for itself when it starts,
 * on its own machine: {@code ${env:NAME}} is a variable of the environment, {@code
 * ${file:/path:key}} an entry of a properties file, {@code ${directory:/path:name}} the content of
 * a file. So the secret itself is in no configuration, no job graph and no savepoint. These are
 * Kafka's configuration providers; others can be set in their place ({@code config.providers}).
 *
 * @param bootstrapServers brokers to begin with, as {@code host:port}, separated by commas
 * @param client further properties of every Kafka client, such as those of security; they win over
 *     what the sources and sinks choose
 */
public record KafkaConnection(String bootstrapServers, Map<String, String> client)
    implements Serializable {
  private static final String PROVIDERS = "config.providers";
  private static final Map<String, Class<?>> DEFAULT_PROVIDERS =
      Map.of(
          "env", EnvVarConfigProvider.class,
          "file", FileConfigProvider.class,
          "directory", DirectoryConfigProvider.class);

  public KafkaConnection {
    client = Map.copyOf(client);
  }

  /** A cluster that needs nothing but its address. */
  public static KafkaConnection to(String bootstrapServers) {
    return new KafkaConnection(bootstrapServers, Map.of());
  }

  /**
   * The properties of a client, with references in place of secrets.
   *
   * @param defaults what {@link #client()} may override
   */
  public Properties properties(Map<String, String> defaults) {
    Properties properties = new Properties();
    properties.putAll(defaults);
    properties.putAll(client);
    properties.put("bootstrap.servers", bootstrapServers);
    boolean references = client.values().stream().anyMatch(value -> value.contains("${"));
    if (references && !client.containsKey(PROVIDERS)) {
      properties.put(PROVIDERS, String.join(",", new TreeSet<>(DEFAULT_PROVIDERS.keySet())));
      DEFAULT_PROVIDERS.forEach(
          (name, type) -> properties.put(PROVIDERS + "." + name + ".class", type.getName()));
    }
    return properties;
  }

  /**
   * A reference that leads to nothing on this machine, and the property that it stands in; Kafka
   * would take it for the secret.
   *
   * @throws ConfigException if a file that is referred to cannot be read
   */
  Optional<String> danglingReference() {
    Map<String, Object> resolved = new AdminClientConfig(properties(Map.of())).originals();
    for (String name : new TreeSet<>(client.keySet())) {
      Matcher reference = SecretReference.FORM.matcher(String.valueOf(resolved.get(name)));
      if (reference.find() && client.get(name).contains(reference.group())) {
        return Optional.of("'" + reference.group() + "' of '" + name + "'");
      }
    }
    return Optional.empty();
  }

  /** Names the properties of the clients without their values. */
  @Override
  public String toString() {
    return "KafkaConnection[" + bootstrapServers + ", " + new TreeSet<>(client.keySet()) + "]";
  }
}
