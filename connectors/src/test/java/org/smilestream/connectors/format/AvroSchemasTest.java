package org.smilestream.connectors.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.lang.ref.WeakReference;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class AvroSchemasTest {
  private static final int COLLECTIONS = 100;

  /** Logging starts before: its shutdown hook keeps the loader that it was started from. */
  @BeforeAll
  static void startLogging() {
    LoggerFactory.getLogger(AvroSchemasTest.class);
  }

  /**
   * As a thread of a JobManager does it with every job: it initialises the class, in the job's own
   * class loader, and lives on.
   */
  @ParameterizedTest
  @ValueSource(classes = {PosteriorSampleFormat.class, PredictionAvroFormat.class})
  void noThreadKeepsTheClassLoaderOfAFormat(Class<?> format) throws Exception {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      WeakReference<ClassLoader> loader = thread.submit(() -> initialised(format.getName())).get();

      for (int i = 0; i < COLLECTIONS && loader.get() != null; i++) {
        System.gc();
        Thread.sleep(100);
      }
      assertThat(loader.get()).isNull();
    } finally {
      thread.shutdownNow();
    }
  }

  private static WeakReference<ClassLoader> initialised(String format) throws Exception {
    List<URL> path =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(AvroSchemasTest::url)
            .toList();
    ClassLoader loader = new JobClassLoader(path.toArray(URL[]::new));
    assertThat(Class.forName(format, true, loader).getClassLoader()).isSameAs(loader);
    return new WeakReference<>(loader);
  }

  /** Has all classes to itself but those of logging, as in Flink. */
  private static final class JobClassLoader extends URLClassLoader {
    JobClassLoader(URL[] path) {
      super(path, ClassLoader.getPlatformClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      return name.startsWith("org.slf4j.")
          ? AvroSchemasTest.class.getClassLoader().loadClass(name)
          : super.loadClass(name, resolve);
    }
  }

  private static URL url(String entry) {
    try {
      return Path.of(entry).toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(entry, e);
    }
  }
}
