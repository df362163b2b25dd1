package org.smilestream.job.options;

import org.apache.flink.configuration.ConfigOptions;

/** What a new job begins with. */
public final class StartOptions {

  public static final JobOption<String> POSTERIOR =
      JobOption.of(
          ConfigOptions.key("start.posterior")
              .stringType()
              .noDefaultValue()
              .withDescription(
                  "File that 'smilestream export' has written: the job predicts with its samples "
                      + "at once, and its chains go on from there when the window is full. A job "
                      + "that goes on from a savepoint ignores it. A relative path in the "
                      + "configuration file starts at that file's folder."),
          Allowed.text());

  private StartOptions() {}
}
