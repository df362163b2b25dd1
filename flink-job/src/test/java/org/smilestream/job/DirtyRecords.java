package org.smilestream.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.smilestream.data.Origin;

/** Records that cannot be used, as they are sent, and good ones that look odd. */
final class DirtyRecords {

  /**
   * A dead letter that is to be expected.
   *
   * @param reason what its reason must contain
   */
  record Expected(String code, Origin origin, List<String> reason) {}

  private final RunningJob job;
  private final List<Expected> expected = new ArrayList<>();

  DirtyRecords(RunningJob job) {
    this.job = job;
  }

  List<Expected> expected() {
    return expected;
  }

  /**
   * Sends observations that cannot be used.
   *
   * @param next the row that would come next on partition 0, of which they are made
   */
  void sendObservations(ObjectNode next) throws Exception {
    String topic = job.settings().topics().observations();
    expect("malformed", job.send(topic, 0, SyntheticStream.bytes("{\"id\": \"torn")), "not JSON");
    expect("malformed", job.send(topic, 1, SyntheticStream.bytes("[1, 2]")), "not an object");
    expect("empty", job.send(topic, 1, new byte[0]), "is empty");
    expect("empty", job.send(topic, 1, null), "is empty");

    missing(next, row -> row.without("x1"), "column 'x1' is missing");
    missing(next, row -> row.putNull("x2"), "column 'x2' is null");
    badValue(next, row -> row.put("x1", "NaN"), "column 'x1'", "\"NaN\"");
    badValue(next, row -> row.put("x1", Double.NEGATIVE_INFINITY), "column 'x1'", "-Infinity");
    badValue(next, row -> row.put("x2", 1e300), "column 'x2'", "1.0E300");
    badValue(next, row -> row.put("y", "soon"), "column 'y'", "\"soon\"");
    badValue(next, row -> row.put("y", true), "column 'y'", "true");
    badValue(next, row -> row.put("time", "noon"), "column 'time'", "\"noon\"");

    String past = SyntheticStream.START.plusSeconds(3).toString();
    RecordMetadata late = send(next, row -> row.put("time", past).put("id", "straggler"));
    expect("late", late, "'straggler'", "late", past);
  }

  /** Sends a minibatch of two good rows with a bad one between them. */
  void sendMinibatch(ObjectNode first, ObjectNode second) throws Exception {
    ObjectNode bad = first.deepCopy().put("id", "between").put("y", "soon");
    ObjectNode minibatch = JsonNodeFactory.instance.objectNode();
    minibatch.putArray("rows").add(first).add(bad).add(second);
    RecordMetadata at =
        job.send(
            job.settings().topics().observations(), 0, SyntheticStream.bytes(minibatch.toString()));
    expected.add(new Expected("bad-value", origin(at, 1), List.of("column 'y'", "\"soon\"")));
  }

  /** Sends a request that cannot be answered. */
  void sendRequest() throws Exception {
    ObjectNode request = SyntheticStream.request("bad-request").put("x2", "two");
    RecordMetadata at =
        job.send(job.settings().topics().requests(), 1, SyntheticStream.bytes(request.toString()));
    expect("bad-value", at, "column 'x2'", "\"two\"");
  }

  /** Sends a control record for a model that the job does not have. */
  void sendControl(String topic) throws Exception {
    String record = "{\"id\": \"stray\", \"type\": \"pause\", \"model\": \"other\", \"from\": 0}";
    expect(
        "bad-value",
        job.send(topic, 0, SyntheticStream.bytes(record)),
        "'stray' is for model 'other', and the job has 'synthetic'");
  }

  /** Sends a request while none are answered. */
  void sendUnanswered(ObjectNode request) throws Exception {
    RecordMetadata at =
        job.send(job.settings().topics().requests(), 0, SyntheticStream.bytes(request.toString()));
    expect("not-answered", at, request.get("id").asText());
  }

  private void missing(ObjectNode row, Function<ObjectNode, JsonNode> wrong, String reason)
      throws Exception {
    expect("missing-column", send(row, wrong), reason);
  }

  private void badValue(ObjectNode row, Function<ObjectNode, JsonNode> wrong, String... reason)
      throws Exception {
    expect("bad-value", send(row, wrong), reason);
  }

  private RecordMetadata send(ObjectNode row, Function<ObjectNode, JsonNode> wrong)
      throws Exception {
    ObjectNode changed = row.deepCopy().put("id", "dirt");
    return job.send(
        job.settings().topics().observations(),
        0,
        SyntheticStream.bytes(wrong.apply(changed).toString()));
  }

  private void expect(String code, RecordMetadata at, String... reason) {
    expected.add(new Expected(code, origin(at, 0), List.of(reason)));
  }

  private static Origin origin(RecordMetadata at, int index) {
    return new Origin(at.topic(), at.partition(), at.offset(), index);
  }
}
