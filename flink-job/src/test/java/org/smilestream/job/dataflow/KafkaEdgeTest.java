package org.smilestream.job.dataflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.smilestream.connectors.format.PredictionAvroFormat;
import org.smilestream.connectors.registry.SchemaRegistryException;
import org.smilestream.job.SyntheticStream;
import org.smilestream.job.options.JobSettings;

/** What the edge asks of a schema registry. */
class KafkaEdgeTest {
  private final Map<String, String> received = new HashMap<>();
  private HttpServer registry;
  private int status = 200;

  @BeforeEach
  void start() throws Exception {
    registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    registry.createContext(
        "/",
        exchange -> {
          received.put(
              exchange.getRequestMethod() + " " + exchange.getRequestURI(),
              new String(exchange.getRequestBody().readAllBytes()));
          byte[] body =
              SyntheticStream.bytes(
                  status == 200
                      ? "{\"id\":12}"
                      : "{\"error_code\":%d,\"message\":\"no\"}".formatted(status));
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    registry.start();
  }

  @AfterEach
  void stop() {
    registry.stop(0);
  }

  private KafkaEdge edge(String format) {
    Map<String, String> options = new HashMap<>();
    options.put("kafka.bootstrap-servers", "localhost:1");
    options.put("schema.file", "none");
    options.put("topic.predictions", "forecasts");
    options.put("prediction.format", format);
    options.put("schema-registry.url", "http://127.0.0.1:" + registry.getAddress().getPort());
    return new KafkaEdge(
        JobSettings.from(Configuration.fromMap(options)),
        SyntheticStream.SCHEMA,
        new KafkaEdge.Input(1, 0, Map.of()));
  }

  @Test
  void theSchemaOfPredictionsIsRegisteredUnderTheirTopic() throws Exception {
    edge("avro").predictions();

    assertThat(received).containsOnlyKeys("POST /subjects/forecasts-value/versions");
    String schema =
        new JsonMapper().readTree(received.values().iterator().next()).get("schema").textValue();
    assertThat(new Schema.Parser().parse(schema)).isEqualTo(PredictionAvroFormat.avroSchema());
  }

  @Test
  void predictionsInJsonNeedNoSchema() {
    edge("json").predictions();

    assertThat(received).isEmpty();
  }

  @Test
  void aRegistryThatRefusesIsOneSentence() {
    status = 409;

    assertThatThrownBy(() -> edge("avro").predictions())
        .isInstanceOf(SchemaRegistryException.class)
        .hasMessageContaining("refuses POST /subjects/forecasts-value/versions: no");
  }
}
