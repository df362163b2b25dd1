package org.smilestream.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.security.plain.PlainLoginModule;

/** What a broker with SASL over TLS needs, and what a client needs to be let in. */
final class SecureBroker {
  static final String USER = "job";

  /** In quotes in a JAAS line; found by a search in whatever must not hold it. */
  static final String PASSWORD = "kolibri-7391";

  private static final String KEYSTORE_PASSWORD = "pirol-2846";

  private final Path folder;

  /**
   * @param folder for the certificate and the password files
   */
  SecureBroker(Path folder) {
    this.folder = folder;
    try {
      keytool("-genkeypair", "-keyalg", "EC", "-dname", "CN=broker", "-ext", "SAN=ip:127.0.0.1");
      keytool("-exportcert", "-rfc", "-file", certificate().toString());
      Files.writeString(folder.resolve("secrets.properties"), "kafka=" + PASSWORD);
      Properties properties = new Properties();
      // The listener keeps its name.
      properties.put("listener.security.protocol.map", "PLAINTEXT:SASL_SSL,CONTROLLER:PLAINTEXT");
      properties.put("inter.broker.listener.name", "PLAINTEXT");
      properties.put("sasl.enabled.mechanisms", "PLAIN");
      properties.put("sasl.mechanism.inter.broker.protocol", "PLAIN");
      properties.put(
          "listener.name.plaintext.plain.sasl.jaas.config",
          "%s required username=\"%s\" password=\"%s\" user_%s=\"%s\";"
              .formatted(PlainLoginModule.class.getName(), USER, PASSWORD, USER, PASSWORD));
      properties.put("ssl.keystore.location", keystore().toString());
      properties.put("ssl.keystore.password", KEYSTORE_PASSWORD);
      properties.put("ssl.truststore.type", "PEM");
      properties.put("ssl.truststore.location", certificate().toString());
      try (Writer out = Files.newBufferedWriter(properties())) {
        properties.store(out, null);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void keytool(String... arguments) throws IOException {
    Path tool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    List<String> command = new ArrayList<>(List.of(tool.toString()));
    command.addAll(List.of(arguments));
    command.addAll(List.of("-keystore", keystore().toString(), "-storepass", KEYSTORE_PASSWORD));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    try {
      if (process.waitFor() != 0) {
        throw new IOException(Files.readString(folder.resolve("keytool.log")));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Path keystore() {
    return folder.resolve("broker.p12");
  }

  private Path certificate() {
    return folder.resolve("broker.pem");
  }

  /** The properties of the broker. */
  Path properties() {
    return folder.resolve("secure.properties");
  }

  /** A reference to the password, as a configuration holds it. */
  String passwordReference() {
    return "${file:" + folder.resolve("secrets.properties") + ":kafka}";
  }

  /** The options of a job that is let in if the password, or what it refers to, is right. */
  Map<String, String> clientOptions(String password) {
    return Map.of(
        "kafka.client.security.protocol", "SASL_SSL",
        "kafka.client.sasl.mechanism", "PLAIN",
        "kafka.client.sasl.jaas.config",
            "%s required username=\"%s\" password=\"%s\";"
                .formatted(PlainLoginModule.class.getName(), USER, password),
        "kafka.client.ssl.truststore.type", "PEM",
        "kafka.client.ssl.truststore.location", certificate().toString());
  }
}
