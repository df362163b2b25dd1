package org.smilestream.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.smilestream.connectors.format.RowContent;
import org.smilestream.connectors.format.RowEncoding;
import org.smilestream.data.DeadLetter;
import org.smilestream.data.ModelRecord;
import org.smilestream.data.Schema;
import org.smilestream.data.Task;

class ModelDeserializationSchemaTest {

  private static RowDeserializationSchema of(String column) {
    Schema schema =
        new Schema("m", Task.REGRESSION, "id", "t", List.of(column), List.of(), "y", List.of());
    return new RowDeserializationSchema(
        schema, RowContent.FEATURES, RowEncoding.JSON, Duration.ZERO, true);
  }

  @Test
  void eachModelReadsEachRecordByItsOwnSchema() {
    Map<String, RowDeserializationSchema> models = new LinkedHashMap<>();
    models.put("narrow", of("x"));
    models.put("other", of("z"));
    ModelDeserializationSchema schema = new ModelDeserializationSchema(models);
    schema.open(null);
    String value = "{\"rows\":[{\"id\":1,\"t\":5,\"x\":2,\"z\":3},{\"id\":2,\"t\":6,\"x\":4}]}";
    List<ModelRecord> read = new ArrayList<>();
    schema.deserialize(
        new ConsumerRecord<>("in", 3, 17, null, value.getBytes(StandardCharsets.UTF_8)),
        new ListCollector<>(read));

    assertThat(read)
        .extracting(ModelRecord::model)
        .containsExactly("narrow", "narrow", "other", "other");
    assertThat(read.get(1).record().row().numeric()).containsExactly(4);
    assertThat(read.get(2).record().row().numeric()).containsExactly(3);
    assertThat(read.get(3).record().deadLetter().code()).isEqualTo(DeadLetter.MISSING_COLUMN);
    assertThat(read.get(1).record().row().origin().index()).isEqualTo(1);
  }
}
