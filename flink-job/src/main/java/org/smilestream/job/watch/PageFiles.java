package org.smilestream.job.watch;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.smilestream.job.report.UplotJar;

/** The files of the page by their paths: its own, the style of the report, and uPlot's. */
final class PageFiles {

  /**
   * A file.
   *
   * @param type as in the header Content-Type
   */
  record PageFile(String type, byte[] content) {}

  private static final String HTML = "text/html; charset=utf-8";
  private static final String CSS = "text/css; charset=utf-8";
  private static final String SCRIPT = "text/javascript; charset=utf-8";

  /** The page's own scripts, of which the first needs the others. */
  private static final List<String> MODULES =
      List.of(
          "watch.js",
          "format.js",
          "dom.js",
          "charts.js",
          "predictions.js",
          "calibration.js",
          "chains.js",
          "speed.js",
          "samples.js");

  private PageFiles() {}

  static Map<String, PageFile> load() {
    Map<String, PageFile> files = new HashMap<>();
    files.put("/", new PageFile(HTML, own("watch.html")));
    files.put("/watch.css", new PageFile(CSS, own("watch.css")));
    MODULES.forEach(name -> files.put("/" + name, new PageFile(SCRIPT, own(name))));
    files.put("/report.css", new PageFile(CSS, own("../report/report.css")));
    files.put("/uplot.css", new PageFile(CSS, UplotJar.file("uPlot.min.css")));
    files.put("/uplot.js", new PageFile(SCRIPT, UplotJar.file("uPlot.iife.min.js")));
    // Browsers ask for it; there is none.
    files.put("/favicon.ico", new PageFile("image/x-icon", new byte[0]));
    return files;
  }

  private static byte[] own(String name) {
    String path = "/org/smilestream/job/watch/" + name;
    try (InputStream in = PageFiles.class.getResourceAsStream(path.replace("watch/../", ""))) {
      if (in == null) {
        throw new IllegalStateException("'" + path + "' is missing on the class path");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
