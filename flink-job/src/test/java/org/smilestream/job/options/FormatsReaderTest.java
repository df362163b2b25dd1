package org.smilestream.job.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smilestream.connectors.format.RowEncoding;
import org.smilestream.connectors.format.RowEncodings;
import org.smilestream.connectors.registry.SchemaRegistryConnection;

class FormatsReaderTest {
  private static final String URL = "https://registry:8081/apis/ccompat/v7";

  @TempDir private Path folder;

  private static JobSettings.Formats formats(String... keysAndValues) {
    Map<String, String> options = new HashMap<>();
    options.put("kafka.bootstrap-servers", "localhost:9092");
    options.put("schema.file", "schema.yaml");
    for (int i = 0; i < keysAndValues.length; i += 2) {
      options.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return JobSettings.from(Configuration.fromMap(options)).formats();
  }

  /** The schema of a record of this name, in a file. */
  private String file(String name) throws IOException {
    return Files.writeString(folder.resolve(name + ".avsc"), schema(name)).toString();
  }

  private static String schema(String name) {
    return "{\"type\":\"record\",\"name\":\"" + name + "\",\"fields\":[]}";
  }

  private static RowEncoding avro(String name) {
    return new RowEncoding.Avro(schema(name));
  }

  @Test
  void allIsJsonUnlessItIsSaid() {
    assertThat(formats().rows()).isEqualTo(RowEncodings.all(RowEncoding.JSON));
    assertThat(formats().registry()).isEmpty();
  }

  @Test
  void aRegistryHasTheSchemasOfAllThatIsInAvro() {
    RowEncoding registered = new RowEncoding.RegisteredAvro(SchemaRegistryConnection.to(URL));

    assertThat(formats("rows.format", "avro", "schema-registry.url", URL).rows())
        .isEqualTo(RowEncodings.all(registered));
    assertThat(
            formats("rows.format", "avro", "requests.format", "json", "schema-registry.url", URL)
                .rows())
        .isEqualTo(new RowEncodings(registered, registered, RowEncoding.JSON));
    assertThat(formats("requests.format", "avro", "schema-registry.url", URL).rows())
        .isEqualTo(new RowEncodings(RowEncoding.JSON, RowEncoding.JSON, registered));
    assertThat(formats("schema-registry.url", URL).registry())
        .contains(SchemaRegistryConnection.to(URL));
  }

  @Test
  void aRegistryMayBeBehindAPassword() {
    JobSettings.Formats formats =
        formats(
            "schema-registry.url", URL,
            "schema-registry.user", "job",
            "schema-registry.password", "kolibri-7391",
            "schema-registry.certificates", "/etc/ca.pem");

    assertThat(formats.registry())
        .contains(new SchemaRegistryConnection(URL, "job", "kolibri-7391", "/etc/ca.pem"));
    assertThat(formats.toString()).contains(URL).doesNotContain("kolibri");
  }

  @Test
  void withoutARegistryFilesHaveTheSchemas() throws IOException {
    assertThat(formats("rows.format", "avro", "rows.avro-schema", file("Row")).rows())
        .isEqualTo(RowEncodings.all(avro("Row")));
    assertThat(
            formats(
                    "rows.format", "avro",
                    "rows.avro-schema", file("Row"),
                    "labels.topic", "labels",
                    "labels.avro-schema", file("Label"),
                    "requests.avro-schema", file("Request"))
                .rows())
        .isEqualTo(new RowEncodings(avro("Row"), avro("Label"), avro("Request")));
    assertThat(formats("requests.format", "avro", "requests.avro-schema", file("Request")).rows())
        .isEqualTo(new RowEncodings(RowEncoding.JSON, RowEncoding.JSON, avro("Request")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          rows.format=avro | option 'rows.format' cannot be 'avro' without 'schema-registry.url' or 'rows.avro-schema'
          rows.format=xml | option 'rows.format' cannot be 'xml': it takes one of 'json', 'avro'
          requests.format=avro | option 'requests.format' cannot be 'avro' without 'schema-registry.url' or 'requests.avro-schema'
          rows.avro-schema=a | option 'rows.avro-schema' cannot be 'a' without 'rows.format' 'avro'
          requests.avro-schema=a | option 'requests.avro-schema' cannot be 'a' without 'requests.format' 'avro'
          labels.avro-schema=a labels.topic=l | option 'labels.avro-schema' cannot be 'a' without 'rows.format' 'avro'
          labels.avro-schema=a rows.format=avro | option 'labels.avro-schema' cannot be 'a' without 'labels.topic'
          rows.format=avro rows.avro-schema=/no/such | option 'rows.avro-schema' cannot be '/no/such': Avro schema file '/no/such' cannot be read: java.nio.file.NoSuchFileException: /no/such
          rows.format=avro rows.avro-schema=a schema-registry.url=http://r | option 'rows.avro-schema' cannot be 'a' with 'schema-registry.url', which has the schema of each record
          schema-registry.user=u schema-registry.password=p | option 'schema-registry.user' cannot be set without 'schema-registry.url'
          schema-registry.user=u schema-registry.url=http://r | option 'schema-registry.user' cannot be set without 'schema-registry.password'
          schema-registry.password=p schema-registry.url=http://r | option 'schema-registry.password' cannot be set without 'schema-registry.user'
          schema-registry.certificates=/ca.pem | option 'schema-registry.certificates' cannot be set without 'schema-registry.url'
          schema-registry.certificates=ca.pem | option 'schema-registry.certificates' cannot be 'ca.pem': it takes an absolute path
          """)
  void whatDoesNotFitIsRefusedInOneSentence(String options, String message) {
    String[] keysAndValues = options.strip().split("[= ]");

    assertThatExceptionOfType(InvalidConfigurationException.class)
        .isThrownBy(() -> formats(keysAndValues))
        .withMessage(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "registry:8081",
        "ftp://r",
        "http://",
        "http://u:p@r",
        "http://r?x=1",
        "http:// r"
      })
  void anAddressIsThatOfAnApi(String url) {
    assertThatExceptionOfType(InvalidConfigurationException.class)
        .isThrownBy(() -> formats("schema-registry.url", url))
        .withMessageEndingWith(
            "it takes an address such as 'https://registry:8081', without a user");
  }
}
