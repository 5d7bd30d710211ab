"""Optimizers and learning-rate schedules, step by step."""

import torch

from recording import Source, digits, flat, record

STEPS = 12
# Below and above the clipping norm by turns.
SCALES = [1.0, 0.1, 2.0, 0.05, 0.5, 3.0, 0.1, 0.01, 1.0, 0.2, 4.0, 0.1]

CASES = [
    ("sgd", torch.optim.SGD, {"lr": 0.05}, None),
    ("sgd_momentum", torch.optim.SGD, {"lr": 0.05, "momentum": 0.9}, None),
    ("sgd_nesterov", torch.optim.SGD, {"lr": 0.05, "momentum": 0.9, "nesterov": True}, None),
    ("sgd_weight_decay", torch.optim.SGD, {"lr": 0.05, "momentum": 0.9, "weight_decay": 0.1}, None),
    ("adam", torch.optim.Adam, {"lr": 1e-3, "betas": [0.9, 0.999], "eps": 1e-8}, None),
    ("adam_betas", torch.optim.Adam, {"lr": 1e-2, "betas": [0.8, 0.95], "eps": 1e-6}, None),
    ("adam_l2", torch.optim.Adam, {"lr": 1e-2, "betas": [0.9, 0.999], "eps": 1e-8, "weight_decay": 0.1}, None),
    ("adamw", torch.optim.AdamW, {"lr": 1e-2, "betas": [0.9, 0.999], "eps": 1e-8, "weight_decay": 0.1}, None),
    ("adam_clipped", torch.optim.Adam, {"lr": 1e-2, "betas": [0.9, 0.999], "eps": 1e-8}, 1.0),
]


def dense_case(name, kind, options, clip, initial, gradients):
    parameters = [torch.nn.Parameter(value.clone()) for value in initial]
    optimizer = kind(parameters, **options)
    steps, norms = [], []
    for step in gradients:
        for parameter, gradient in zip(parameters, step):
            parameter.grad = gradient.clone()
        if clip is not None:
            norms.append(digits(torch.nn.utils.clip_grad_norm_(parameters, clip)))
        optimizer.step()
        steps.append([flat(parameter) for parameter in parameters])
    return {
        "name": name,
        "optimizer": kind.__name__,
        "options": options,
        "clip": clip,
        "norms": norms,
        "parameters": steps,
    }


def dense_cases(source):
    initial = [source.normal(3, 5), source.normal(7)]
    gradients = [[source.normal(3, 5, scale=s), source.normal(7, scale=s)] for s in SCALES]
    for step in gradients:
        step[1][3] = 0.0
    cases = [dense_case(*case, initial, gradients) for case in CASES]
    return {
        "initial": [record(value) for value in initial],
        "gradients": [[flat(gradient) for gradient in step] for step in gradients],
        "cases": cases,
    }


def sparse_case(source):
    table = source.normal(9, 4)
    parameter = torch.nn.Parameter(table.clone())
    options = {"lr": 1e-2, "betas": [0.9, 0.999], "eps": 1e-8}
    optimizer = torch.optim.SparseAdam([parameter], **options)
    steps = []
    for number in range(STEPS):
        # A row may come twice in a step: its gradients add up.
        indices = source.integers(0, 8, 2 + number % 4)
        rows = source.normal(len(indices), 4)
        parameter.grad = torch.sparse_coo_tensor(indices[None], rows, parameter.shape)
        optimizer.step()
        steps.append({"indices": indices.tolist(), "rows": record(rows), "table": flat(parameter)})
    return {"options": options, "initial": record(table), "steps": steps}


def follow(rate, make, metrics, epochs):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=rate)
    schedule = make(optimizer)
    rates = [rate]
    for epoch in range(epochs):
        optimizer.step()
        schedule.step(*([metrics[epoch]] if metrics else []))
        rates.append(digits(optimizer.param_groups[0]["lr"]))
    return rates


def schedule_case(name, rate, kind, options, metrics=None, epochs=15):
    epochs = len(metrics) if metrics else epochs
    make = lambda optimizer: getattr(torch.optim.lr_scheduler, kind)(optimizer, **options)
    rates = [rate] * (epochs + 1) if kind == "Constant" else follow(rate, make, metrics, epochs)
    return {
        "name": name,
        "schedule": kind,
        "lr": rate,
        "options": options,
        "metrics": metrics or [],
        "rates": rates,
    }


def schedule_cases():
    accuracy = [0.5, 0.6, 0.6, 0.59, 0.6, 0.55, 0.7, 0.70005, 0.7, 0.7, 0.7, 0.7, 0.7, 0.7, 0.71, 0.72, 0.7]
    loss = [1.0, 0.9, 0.95] + [0.9] * 14 + [0.8] + [0.85] * 20
    return [
        schedule_case("constant", 1e-3, "Constant", {}),
        schedule_case("step", 0.1, "StepLR", {"step_size": 4, "gamma": 0.5}),
        schedule_case("cosine", 0.1, "CosineAnnealingLR", {"T_max": 10, "eta_min": 0.001}),
        schedule_case(
            "plateau_max", 1e-3, "ReduceLROnPlateau",
            {"mode": "max", "factor": 0.8, "patience": 2}, accuracy,
        ),
        schedule_case(
            "plateau_min", 1e-4, "ReduceLROnPlateau",
            {"mode": "min", "factor": 0.5, "patience": 5, "min_lr": 1e-5}, loss,
        ),
    ]


def optim_values():
    return {
        "dense": dense_cases(Source(11)),
        "sparse": sparse_case(Source(12)),
        "schedules": schedule_cases(),
    }
