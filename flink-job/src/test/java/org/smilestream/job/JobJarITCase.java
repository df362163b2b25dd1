package org.smilestream.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.smilestream.engine.EngineProvider;

class JobJarITCase {

  private static final File JAR = new File(System.getProperty("job.jar"));

  /** What a cluster has: Flink, RocksDB, the logging; and the broker, for the command. */
  private static final File LIBRARIES = new File(JAR.getParentFile(), "lib");

  /** Libraries of Flink's that the job's libraries need too, in the versions that they want. */
  private static final String IN_BOTH =
      "(commons-(codec|compress|io|lang3)|lz4-java|snappy-java)-[0-9.]+\\.jar";

  @Test
  void startsWithMainAndKnowsItsVersion() throws Exception {
    try (JarFile jar = new JarFile(JAR)) {
      var manifest = jar.getManifest().getMainAttributes();
      assertThat(manifest.getValue("Main-Class")).isEqualTo(Main.class.getName());
      assertThat(manifest.getValue("Implementation-Version")).isNotBlank();
    }
  }

  @Test
  void holdsTheJobAndItsLibrariesAndNothingThatAClusterHas() throws Exception {
    Set<String> classes = classes(JAR);

    assertThat(classes)
        .contains(
            "org/smilestream/job/Main.class",
            "org/smilestream/model/ModelSpec.class",
            "org/apache/flink/connector/kafka/source/KafkaSource.class",
            "org/apache/kafka/clients/consumer/KafkaConsumer.class",
            "picocli/CommandLine.class");
    for (File library : LIBRARIES.listFiles(file -> !file.getName().matches(IN_BOTH))) {
      Set<String> inBoth = classes(library);
      inBoth.retainAll(classes);
      assertThat(inBoth).as(library.getName()).isEmpty();
    }
  }

  @Test
  void holdsNoSignatureOfAnotherJar() throws Exception {
    assertThat(names(JAR)).noneMatch(name -> name.matches("META-INF/[^/]+\\.(SF|DSA|RSA)"));
  }

  @Test
  void listsTheEnginesThatTheClassPathHas() throws Exception {
    List<String> engines =
        ServiceLoader.load(EngineProvider.class).stream()
            .map(provider -> provider.type().getName())
            .toList();
    assumeThat(engines).isNotEmpty();

    try (JarFile jar = new JarFile(JAR)) {
      ZipEntry services = jar.getEntry("META-INF/services/" + EngineProvider.class.getName());
      assertThat(new String(jar.getInputStream(services).readAllBytes(), StandardCharsets.UTF_8))
          .contains(engines);
    }
  }

  private static Set<String> classes(File file) throws Exception {
    return names(file).stream()
        .filter(name -> name.endsWith(".class") && !name.startsWith("META-INF/"))
        .collect(Collectors.toSet());
  }

  private static List<String> names(File file) throws Exception {
    try (JarFile jar = new JarFile(file)) {
      return jar.stream().map(ZipEntry::getName).toList();
    }
  }
}
