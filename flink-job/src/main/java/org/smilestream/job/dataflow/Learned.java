package org.smilestream.job.dataflow;

import java.util.List;
import java.util.Optional;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.smilestream.data.ControlAcknowledgement;
import org.smilestream.data.DeadLetter;
import org.smilestream.data.DiagnosticsReport;
import org.smilestream.data.Prediction;
import org.smilestream.data.TunerStatistics;
import org.smilestream.operators.control.Answer;

/**
 * What the learning part of the job brings, whether one model learns or one for each key.
 *
 * @param predictions of observations, and answers to requests
 * @param answers the answers to requests once more; empty where there is a model for each key
 * @param deadLetters rows that could be read, but not learned from
 * @param acknowledgements what became of control records
 * @param measured the operators that tell their metrics to the topic too
 */
record Learned(
    DataStream<Prediction> predictions,
    Optional<DataStream<Answer>> answers,
    DataStream<TunerStatistics> tuner,
    DataStream<DiagnosticsReport> diagnostics,
    DataStream<DeadLetter> deadLetters,
    List<DataStream<ControlAcknowledgement>> acknowledgements,
    List<SingleOutputStreamOperator<?>> measured) {}
