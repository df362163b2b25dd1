package org.smilestream.job.options;

/** The page about the options, from the constants. */
public final class OptionsPage {
  private static final String HEAD =
      """
      # Options

      Written by `./smilestream options > docs/options.md` from the constants in
      `flink-job/src/main/java/org/smilestream/job/options`; do not edit it by hand.

      A configuration file is YAML with dotted keys (`chains.count: 8`) or nested ones;
      `-D key=value` on the command line wins over the file. An unknown key or a wrong value stops
      the job before it starts. A duration is a number and a unit: `500 ms`, `10 s`, `5 min`, `1 h`.
      Whatever begins with `%s` goes to the Kafka clients without this prefix, for
      instance `%ssecurity.protocol: SASL_SSL`. A list may be one of YAML.
      """
          .formatted(KafkaOptions.CLIENT_PREFIX, KafkaOptions.CLIENT_PREFIX);

  private OptionsPage() {}

  /** The page in Markdown. */
  public static String markdown() {
    StringBuilder page = new StringBuilder(HEAD);
    for (JobOptions.Group group : JobOptions.groups()) {
      page.append("\n## ").append(group.title()).append("\n\n");
      page.append("| option | default | takes | meaning |\n| --- | --- | --- | --- |\n");
      group.options().forEach(option -> page.append(row(option)));
    }
    return page.toString();
  }

  private static String row(JobOption<?> option) {
    String text = option.defaultText();
    String shown = option.option().hasDefaultValue() ? "`" + text + "`" : text;
    return "| `%s` | %s | %s | %s |\n"
        .formatted(option.key(), shown, option.allowed().words(), option.description());
  }
}
