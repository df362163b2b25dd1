package org.smilestream.job.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * The files of uPlot's webjar, which has its version in every path. uPlot has 50 KB, with bands and
 * logarithmic axes built in, and is quick with thousands of points; ECharts would add 1 MB.
 */
public final class UplotJar {
  private static final String FILE = "/META-INF/resources/webjars/uplot/%s/dist/%s";
  private static final String ARTIFACT = "/META-INF/maven/org.webjars.npm/uplot/pom.properties";

  private UplotJar() {}

  /** A file of the folder {@code dist}. */
  public static byte[] file(String name) {
    Properties artifact = new Properties();
    try (InputStream in = open(ARTIFACT)) {
      artifact.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try (InputStream in = open(FILE.formatted(artifact.getProperty("version"), name))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream open(String path) {
    InputStream in = UplotJar.class.getResourceAsStream(path);
    if (in == null) {
      throw new IllegalStateException("'" + path + "' is missing on the class path");
    }
    return in;
  }
}
