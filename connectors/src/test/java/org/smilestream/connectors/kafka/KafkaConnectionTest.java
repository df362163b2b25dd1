package org.smilestream.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaConnectionTest {
  private static final String PASSWORD = "ssl.keystore.password";

  private static KafkaConnection with(String... client) {
    Map<String, String> map = new HashMap<>();
    for (int i = 0; i < client.length; i += 2) {
      map.put(client[i], client[i + 1]);
    }
    return new KafkaConnection("127.0.0.1:1", map);
  }

  private static String password(AbstractConfig config) {
    return config.getPassword(PASSWORD).value();
  }

  /** Every kind of client resolves the references; the properties that travel keep them. */
  @Test
  void clientsResolveReferences(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("secrets.properties"), "kafka=hush\n");
    Files.writeString(folder.resolve("whole"), "hush-too");
    Map<String, String> references =
        Map.of(
            "${file:" + file + ":kafka}",
            "hush",
            "${directory:" + folder + ":whole}",
            "hush-too",
            "${env:PATH}",
            System.getenv("PATH"),
            "a${env:PATH}b",
            "a" + System.getenv("PATH") + "b");

    references.forEach(
        (reference, secret) -> {
          KafkaConnection connection = with(PASSWORD, reference);
          Properties properties = connection.properties(Map.of());
          assertThat(properties).containsEntry(PASSWORD, reference);
          assertThat(connection.danglingReference()).isEmpty();
          properties.put("key.serializer", ByteArraySerializer.class.getName());
          properties.put("value.serializer", ByteArraySerializer.class.getName());
          properties.put("key.deserializer", ByteArrayDeserializer.class.getName());
          properties.put("value.deserializer", ByteArrayDeserializer.class.getName());
          assertThat(password(new AdminClientConfig(properties))).isEqualTo(secret);
          assertThat(password(new ProducerConfig(properties))).isEqualTo(secret);
          assertThat(password(new ConsumerConfig(properties))).isEqualTo(secret);
        });
  }

  @Test
  void aReferenceThatLeadsToNothingIsNamed(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("secrets.properties"), "kafka=hush\n");

    assertThat(with(PASSWORD, "${env:NO_SUCH_VARIABLE}").danglingReference())
        .hasValue("'${env:NO_SUCH_VARIABLE}' of '" + PASSWORD + "'");
    assertThat(with(PASSWORD, "${file:" + file + ":rabbit}").danglingReference()).isPresent();
    assertThatThrownBy(() -> with(PASSWORD, "${file:/no/file:kafka}").danglingReference())
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("/no/file");
    assertThat(with(PASSWORD, "no$reference{at:all}").danglingReference()).isEmpty();
  }

  @Test
  void providersOfOnesOwnReplaceThese() {
    assertThat(with("config.providers", "vault", PASSWORD, "${vault:a:b}").properties(Map.of()))
        .containsEntry("config.providers", "vault")
        .doesNotContainKey("config.providers.env.class");
    assertThat(with("client.id", "c").properties(Map.of())).doesNotContainKey("config.providers");
  }

  @Test
  void itsTextHasNoValues() {
    assertThat(with(PASSWORD, "hush").toString())
        .isEqualTo("KafkaConnection[127.0.0.1:1, [" + PASSWORD + "]]");
  }
}
