package org.smilestream.connectors.kafka;

import java.util.Map;
import java.util.Properties;

/**
 * How to reach a Kafka cluster.
 *
 * @param bootstrapServers brokers to begin with, as {@code host:port}, separated by commas
 * @param client further properties of every Kafka client, such as those of security; they win over
 *     what the sources and sinks choose
 */
public record KafkaConnection(String bootstrapServers, Map<String, String> client) {
  public KafkaConnection {
    client = Map.copyOf(client);
  }

  /** A cluster that needs nothing but its address. */
  public static KafkaConnection to(String bootstrapServers) {
    return new KafkaConnection(bootstrapServers, Map.of());
  }

  /**
   * The properties of a client.
   *
   * @param defaults what {@link #client()} may override
   */
  public Properties properties(Map<String, String> defaults) {
    Properties properties = new Properties();
    properties.putAll(defaults);
    properties.putAll(client);
    properties.put("bootstrap.servers", bootstrapServers);
    return properties;
  }
}
