package org.smilestream.connectors.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaRegistryTest {
  private static final String SCHEMA = "{\"type\":\"string\"}";
  private static final String PASSWORD = "amsel-5102";

  @TempDir private Path folder;
  private FakeSchemaRegistry registry;

  @BeforeEach
  void start() throws IOException {
    registry = new FakeSchemaRegistry();
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  @Test
  void aSchemaIsFoundByItsId() throws Exception {
    registry.add("{\"type\":\"int\"}");
    int id = registry.add(SCHEMA);

    assertThat(registry.client().schema(id, true)).isEqualTo(SCHEMA);
    assertThat(registry.requests()).containsExactly("GET /schemas/ids/2");
  }

  @Test
  void theAddressMayHaveAPathAndASlashAtItsEnd() throws Exception {
    registry.answerNext(1, 200, "{\"schema\":\"\\\"int\\\"\"}");
    SchemaRegistryConnection connection =
        SchemaRegistryConnection.to(registry.url() + "/apis/ccompat/v7/");

    assertThat(FakeSchemaRegistry.client(connection).schema(7, true)).isEqualTo("\"int\"");
    assertThat(registry.requests()).containsExactly("GET /apis/ccompat/v7/schemas/ids/7");
  }

  /** A follower may know it a moment later than its producer does. */
  @Test
  void whatIsNotKnownIsAskedForAgain() throws Exception {
    registry.answerNext(2, 404, "{\"error_code\":40403,\"message\":\"Schema 1 not found\"}");
    registry.add(SCHEMA);

    assertThat(registry.client().schema(1, true)).isEqualTo(SCHEMA);
    assertThat(registry.requests()).hasSize(3);
  }

  @Test
  void whatStaysUnknownIsNoFailure() {
    assertThatThrownBy(() -> registry.client().schema(77, true))
        .isInstanceOf(NoSchemaException.class)
        .hasMessage(
            "schema 77 of the registry at '%s' is not known: Schema 77 not found (status 404, error code 40403)",
            registry.url());
    assertThat(registry.requests()).hasSize(SchemaRegistry.ATTEMPTS);

    assertThatThrownBy(() -> registry.client().schema(77, false))
        .isInstanceOf(NoSchemaException.class);
    assertThat(registry.requests()).hasSize(SchemaRegistry.ATTEMPTS + 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 503})
  void whatMayPassIsAskedAgain(int status) throws Exception {
    registry.add(SCHEMA);
    registry.answerNext(SchemaRegistry.ATTEMPTS - 1, status, "not JSON");

    assertThat(registry.client().schema(1, true)).isEqualTo(SCHEMA);
    assertThat(registry.requests()).hasSize(SchemaRegistry.ATTEMPTS);
  }

  @Test
  void whatDoesNotPassIsAFailure() {
    registry.answerNext(
        SchemaRegistry.ATTEMPTS, 500, "{\"error_code\":50001,\"message\":\"Error in the store\"}");

    assertThatThrownBy(() -> registry.client().schema(1, true))
        .isInstanceOf(SchemaRegistryException.class)
        .hasMessage(
            "the schema registry at '%s' refuses GET /schemas/ids/1: Error in the store (status 500, error code 50001)",
            registry.url());
    assertThat(registry.requests()).hasSize(SchemaRegistry.ATTEMPTS);
  }

  /** Records must not become dead letters because of a wrong address. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          404 | {"error_code":404,"message":"HTTP 404 Not Found"} | HTTP 404 Not Found (status 404, error code 404)
          404 | <html>nothing here</html>                         | status 404 without a message of a schema registry
          200 | <html>welcome</html>                              | status 200 without a message of a schema registry
          400 | {"error_code":400,"message":"what?"}              | what? (status 400, error code 400)
          """)
  void anAnswerOfNoRegistryIsAFailureAtOnce(int status, String body, String message) {
    registry.answerNext(1, status, body);

    assertThatThrownBy(() -> registry.client().schema(1, true))
        .isInstanceOf(SchemaRegistryException.class)
        .hasMessage(
            "the schema registry at '%s' refuses GET /schemas/ids/1: %s", registry.url(), message);
    assertThat(registry.requests()).hasSize(1);
  }

  @Test
  void noRegistryIsAFailure() {
    SchemaRegistry client = registry.client();
    registry.close();

    assertThatThrownBy(() -> client.schema(1, true))
        .isInstanceOf(SchemaRegistryException.class)
        .hasMessage(
            "the schema registry at '%s' does not answer to GET /schemas/ids/1: ConnectException",
            registry.url());
    assertThatThrownBy(client::requireAnswer).isInstanceOf(SchemaRegistryException.class);
  }

  @Test
  void schemasOfOtherKindsAreNone() {
    ObjectNode protobuf =
        JsonNodeFactory.instance.objectNode().put("schema", "syntax = \"proto3\";");
    int first = registry.add(protobuf.put("schemaType", "PROTOBUF"));
    ObjectNode referring = JsonNodeFactory.instance.objectNode().put("schema", SCHEMA);
    referring.putArray("references").addObject().put("name", "other").put("version", 1);
    int second = registry.add(referring);

    assertThatThrownBy(() -> registry.client().schema(first, true))
        .isInstanceOf(NoSchemaException.class)
        .hasMessageEndingWith("is none of Avro but of 'PROTOBUF'");
    assertThatThrownBy(() -> registry.client().schema(second, true))
        .isInstanceOf(NoSchemaException.class)
        .hasMessageEndingWith("refers to other schemas, which is not supported");
  }

  @Test
  void aSchemaIsRegisteredOnce() throws Exception {
    int id = registry.client().register("predictions-value", SCHEMA);

    assertThat(registry.client().register("predictions-value", SCHEMA)).isEqualTo(id);
    assertThat(registry.versions("predictions-value")).containsExactly(id);
    assertThat(registry.client().schema(id, true)).isEqualTo(SCHEMA);
  }

  @Test
  void aSchemaThatIsNotCompatibleIsRefused() {
    registry.answerNext(
        1, 409, "{\"error_code\":409,\"message\":\"Schema being registered is incompatible\"}");

    assertThatThrownBy(() -> registry.client().register("p-value", SCHEMA))
        .isInstanceOf(SchemaRegistryException.class)
        .hasMessage(
            "the schema registry at '%s' refuses POST /subjects/p-value/versions: Schema being registered is incompatible (status 409, error code 409)",
            registry.url());
  }

  @Test
  void whetherThereIsAnAnswerDoesNotDependOnSchemas() {
    registry.client().requireAnswer();
    registry.add(SCHEMA);
    registry.client().requireAnswer();

    assertThat(registry.requests()).hasSize(2);
  }

  @Test
  void aPasswordMayBeAReference() throws Exception {
    Path file = Files.writeString(folder.resolve("secrets.properties"), "registry=" + PASSWORD);
    registry.require("job", PASSWORD);

    for (String password : List.of(PASSWORD, "${file:" + file + ":registry}")) {
      FakeSchemaRegistry.client(as("job", password)).requireAnswer();
    }
    assertThatThrownBy(() -> FakeSchemaRegistry.client(as("job", "wrong")).requireAnswer())
        .isInstanceOf(SchemaRegistryException.class)
        .hasMessageContaining("Unauthorized (status 401, error code 40101)")
        .hasMessageNotContaining("wrong");
    assertThat(registry.requests()).hasSize(3);
  }

  @Test
  void aReferenceThatLeadsToNothingIsNoPassword() {
    assertThatThrownBy(() -> FakeSchemaRegistry.client(as("job", "${env:SMILESTREAM_NO_SUCH}")))
        .isInstanceOf(SchemaRegistryException.class)
        .hasMessageContaining("'${env:SMILESTREAM_NO_SUCH}' leads to nothing on this machine");
    assertThatThrownBy(() -> FakeSchemaRegistry.client(as("job", "${file:/no/such/file:key}")))
        .isInstanceOf(SchemaRegistryException.class)
        .hasMessageContaining("/no/such/file");
    assertThat(as("job", PASSWORD).toString()).contains("job").doesNotContain(PASSWORD);
  }

  private SchemaRegistryConnection as(String user, String password) {
    return new SchemaRegistryConnection(registry.url(), user, password, null);
  }

  @Test
  void aCertificateOfAFileIsTrustedAndNoOther() throws Exception {
    keytool("-genkeypair", "-keyalg", "EC", "-dname", "CN=registry", "-ext", "SAN=ip:127.0.0.1");
    Path certificate = folder.resolve("registry.pem");
    keytool("-exportcert", "-rfc", "-file", certificate.toString());
    try (FakeSchemaRegistry secure = new FakeSchemaRegistry(context())) {
      int id = secure.add(SCHEMA);
      SchemaRegistryConnection trusting =
          new SchemaRegistryConnection(secure.url(), null, null, certificate.toString());

      assertThat(FakeSchemaRegistry.client(trusting).schema(id, true)).isEqualTo(SCHEMA);
      assertThatThrownBy(() -> secure.client().schema(id, true))
          .isInstanceOf(SchemaRegistryException.class)
          .hasMessageContaining("does not answer to GET /schemas/ids/1: ")
          .hasMessageContaining("certification path");
    }
    Path empty = Files.writeString(folder.resolve("empty.pem"), "");
    for (String file : List.of(empty.toString(), folder.resolve("none.pem").toString())) {
      assertThatThrownBy(
              () ->
                  FakeSchemaRegistry.client(
                      new SchemaRegistryConnection("https://r", null, null, file)))
          .isInstanceOf(SchemaRegistryException.class)
          .hasMessageContaining(file);
    }
  }

  private SSLContext context() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(folder.resolve("registry.p12"))) {
      store.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  private void keytool(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
    command.addAll(List.of(arguments));
    command.addAll(
        List.of("-keystore", folder.resolve("registry.p12").toString(), "-storepass", PASSWORD));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    assertThat(process.waitFor()).isZero();
  }
}
