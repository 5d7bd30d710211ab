/**
 * Training and answering, as a library: it asks for no permission, and runs in browsers too.
 *
 * @module
 */
export { type Answer, Classifier, type PredictOptions } from "./classifier/classifier.ts";
export type { DataChoices, DataEncoding, Input, LabelledData } from "./classifier/kinds.ts";
export type { Label } from "./labels.ts";
export type { HoldOut } from "./parts.ts";
export type { LabelledTexts } from "./text/labelled.ts";
export type { TextChoices, TextInput } from "./text/labelled_rows.ts";
export type { Exits, SavedClassifier } from "./classifier/saved.ts";
export { loadClassifier } from "./classifier/load.ts";
export type { ClassifierOptions } from "./classifier/options.ts";
export type { ClassifierModel, ClassifierNet } from "./classifier/family.ts";
export type { SettlingChoices } from "./classifier/settling_nets.ts";
export type { WordChoices } from "./classifier/text_kind.ts";
export type { ImageEncoding } from "./image/encoding.ts";
export type { ImageChoices, ImageInput, LabelledImages, PixelImages } from "./image/labelled.ts";
export type { NumbersEncoding } from "./numbers/encoding.ts";
export type { LabelledNumbers, NumbersChoices, NumbersInput } from "./numbers/labelled.ts";
export { trainClassifier } from "./classifier/train.ts";
export { type DepthResult, evaluateSet, type EvaluationOptions } from "./loop/evaluation.ts";
export {
  type AdaptiveResult,
  type DepthScores,
  evaluateAdaptive,
  type ScoreOptions,
  scoreSet,
} from "./loop/scoring.ts";
export type { ClassScore } from "./loop/class_scores.ts";
export type { ReliabilityBin } from "./loop/reliability.ts";
export type { Scores } from "./loop/scores.ts";
export { fitRule, type Fitted, leastThreshold } from "./loop/exits/calibration.ts";
export { type Criterion } from "./loop/exits/confidence.ts";
export { AdaptivePrediction, type BatchAnswers, type ExitRule } from "./loop/exits/prediction.ts";
export { type DepthLogits, logitsOf, Sweep, type SweepPoint } from "./loop/exits/sweep.ts";
export type { Choice } from "./loop/choice.ts";
export { fit, type FitData, type FitOptions, type FitResult, type StepEvent } from "./loop/fit.ts";
export type { EpochMetric, TrainMetric } from "./loop/metrics.ts";
export type { Epoch } from "./loop/position.ts";
export type { Course } from "./loop/schedules.ts";
export {
  decodeSafetensors,
  encodeSafetensors,
  type ReadSafetensorsOptions,
  type Safetensors,
  type TensorData,
  type TensorSource,
} from "./loop/safetensors.ts";
export { type Dtype, type NamedTensor, type TensorBytes } from "./loop/safetensors_header.ts";
export { type BlockSchedule, PipelinedStep } from "./loop/block_schedule.ts";
export {
  type BlockTimes,
  type Feed,
  Prediction,
  type Stepping,
  type StepWatch,
  TrainingStep,
} from "./loop/steps.ts";
export type { BlockInput, Encoding } from "./encoding.ts";
export type { TextEncoding, Words } from "./text/encoding.ts";
