package org.smilestream.job;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.layout.PatternLayout;

/** Every line that this JVM logs, of all loggers, while this is open. */
final class CapturedLog extends AbstractAppender implements AutoCloseable {
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final LoggerContext context = (LoggerContext) LogManager.getContext(false);
  private final Level before;

  CapturedLog(Level level) {
    super(
        "captured",
        null,
        PatternLayout.newBuilder().withPattern("%level %logger %msg%n%throwable").build(),
        true,
        Property.EMPTY_ARRAY);
    start();
    var root = context.getConfiguration().getRootLogger();
    before = root.getLevel();
    // What is printed stays as it was.
    root.getAppenders()
        .forEach(
            (name, appender) -> {
              root.removeAppender(name);
              root.addAppender(appender, before, null);
            });
    root.setLevel(level);
    root.addAppender(this, level, null);
    context.updateLoggers();
  }

  @Override
  public void append(LogEvent event) {
    lines.add(getLayout().toSerializable(event).toString());
  }

  List<String> lines() {
    return lines;
  }

  @Override
  public void close() {
    var root = context.getConfiguration().getRootLogger();
    root.removeAppender(getName());
    root.setLevel(before);
    context.updateLoggers();
  }
}
