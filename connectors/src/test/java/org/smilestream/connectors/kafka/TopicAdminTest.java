package org.smilestream.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.security.plain.PlainLoginModule;
import org.junit.jupiter.api.Test;

class TopicAdminTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(1);

  @Test
  void namesABrokerThatDoesNotAnswer() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + silent.getLocalPort();

      assertThatThrownBy(() -> TopicAdmin.connect(KafkaConnection.to(address), TIMEOUT))
          .isInstanceOf(BrokerUnreachableException.class)
          .hasMessage("Kafka at '%s' does not answer within 1 s", address)
          .matches(failure -> ((BrokerUnreachableException) failure).isSilence());
    }
  }

  @Test
  void namesAReferenceThatLeadsToNothing() {
    KafkaConnection connection =
        new KafkaConnection(
            "127.0.0.1:1",
            Map.of("sasl.jaas.config", "x required password=\"${env:NO_SUCH_VARIABLE}\";"));

    assertThatThrownBy(() -> TopicAdmin.connect(connection, TIMEOUT))
        .isInstanceOf(BrokerUnreachableException.class)
        .hasMessage(
            "Kafka at '127.0.0.1:1' cannot be reached: '${env:NO_SUCH_VARIABLE}' of"
                + " 'sasl.jaas.config' is not known on this machine");
  }

  /** Kafka would say that there is no value for the key 'phrase'. */
  @Test
  void showsNothingOfAPasswordThatIsNotQuoted() {
    KafkaConnection connection =
        new KafkaConnection(
            "127.0.0.1:1",
            Map.of(
                "security.protocol", "SASL_PLAINTEXT",
                "sasl.mechanism", "PLAIN",
                "sasl.jaas.config",
                    PlainLoginModule.class.getName() + " required password=pass phrase;"));

    assertThatThrownBy(() -> TopicAdmin.connect(connection, TIMEOUT))
        .isInstanceOf(BrokerUnreachableException.class)
        .hasMessageContaining("'sasl.jaas.config' is not of the form")
        .hasMessageNotContaining("phrase")
        .hasNoCause();
    assertThat(connection.toString()).contains("sasl.jaas.config").doesNotContain("phrase");
  }

  @Test
  void namesAnAddressThatIsNone() {
    assertThatThrownBy(() -> TopicAdmin.connect(KafkaConnection.to("nowhere"), TIMEOUT))
        .isInstanceOf(BrokerUnreachableException.class)
        .hasMessageStartingWith("Kafka at 'nowhere' cannot be reached: ");
  }
}
