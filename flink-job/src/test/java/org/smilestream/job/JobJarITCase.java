package org.smilestream.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.util.List;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

class JobJarITCase {

  private static final File JAR = new File(System.getProperty("job.jar"));

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
    List<String> classes = names().stream().filter(name -> name.endsWith(".class")).toList();

    assertThat(classes)
        .contains(
            "org/smilestream/job/Main.class",
            "org/smilestream/model/ModelSpec.class",
            "org/apache/flink/connector/kafka/source/KafkaSource.class",
            "org/apache/kafka/clients/consumer/KafkaConsumer.class",
            "picocli/CommandLine.class");
    assertThat(classes)
        .filteredOn(name -> name.startsWith("org/apache/flink/"))
        .allMatch(
            name ->
                name.startsWith("org/apache/flink/connector/kafka/")
                    || name.startsWith("org/apache/flink/streaming/connectors/kafka/"));
    assertThat(classes)
        .noneMatch(name -> name.startsWith("org/slf4j/"))
        .noneMatch(name -> name.startsWith("org/apache/logging/"))
        .noneMatch(name -> name.startsWith("kafka/"))
        .noneMatch(name -> name.startsWith("org/rocksdb/"));
  }

  @Test
  void holdsNoSignatureOfAnotherJar() throws Exception {
    assertThat(names()).noneMatch(name -> name.matches("META-INF/[^/]+\\.(SF|DSA|RSA)"));
  }

  private static List<String> names() throws Exception {
    try (JarFile jar = new JarFile(JAR)) {
      return jar.stream().map(java.util.zip.ZipEntry::getName).toList();
    }
  }
}
