package org.smilestream.engine.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.smilestream.engine.Engines;

class Nd4jEngineProviderTest {

  @Test
  void isFoundByName() {
    Nd4jRequirement.assume();

    assertThat(Engines.find("nd4j")).isInstanceOf(Nd4jEngineProvider.class);
  }

  @Test
  void saysThatNd4jIsMissing() throws Exception {
    assertThat(reasonWithout(jar -> jar.contains("nd4j")))
        .get()
        .asString()
        .startsWith("ND4J is not on the class path");
  }

  @Test
  void saysThatTheBackendIsMissing() throws Exception {
    assertThat(reasonWithout(jar -> jar.startsWith("nd4j-native-1") || jar.contains("nd4j-cuda")))
        .get()
        .asString()
        .startsWith("ND4J does not load: ");
  }

  /** The provider's answer in a class path without some jars. */
  private static Optional<String> reasonWithout(Predicate<String> left) throws Exception {
    URL[] urls =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(Path::of)
            .filter(path -> !left.test(path.getFileName().toString()))
            .map(Nd4jEngineProviderTest::url)
            .toArray(URL[]::new);
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
      // Where ND4J looks for its backend.
      thread.setContextClassLoader(loader);
      Object provider =
          loader.loadClass(Nd4jEngineProvider.class.getName()).getConstructor().newInstance();
      return reason(provider);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @SuppressWarnings("unchecked")
  private static Optional<String> reason(Object provider) throws ReflectiveOperationException {
    return (Optional<String>) provider.getClass().getMethod("unavailableBecause").invoke(provider);
  }

  private static URL url(Path path) {
    try {
      return path.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }
}
