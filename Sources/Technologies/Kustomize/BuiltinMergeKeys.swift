internal import Projects

/// Which lists of Kubernetes' own types a strategic merge patch merges, and by which keys.
///
/// A line names a type, then its fields: `field:Type` for a map, `field:Type[key,key]` for a list that is merged by keys, `field:[]` for a
/// list of scalars that is merged as a set. Lists that are not named are replaced. Source: `x-kubernetes-patch-merge-key`,
/// `x-kubernetes-patch-strategy` and `x-kubernetes-list-map-keys` of Kubernetes 1.21's OpenAPI, which kustomize 5.7 has built in.
let builtinMergeTypes = """
    Plain metadata:ObjectMeta
    CSINode metadata:ObjectMeta spec:CSINodeSpec
    CSINodeSpec drivers:[name]
    ComponentStatus conditions:[type] metadata:ObjectMeta
    Container env:[name] ports:[containerPort,protocol] volumeDevices:[devicePath] volumeMounts:[mountPath]
    CronJob metadata:ObjectMeta spec:CronJobSpec
    CronJobSpec jobTemplate:JobTemplateSpec
    EphemeralContainer env:[name] volumeDevices:[devicePath] volumeMounts:[mountPath]
    EphemeralVolumeSource volumeClaimTemplate:Plain
    JobTemplateSpec metadata:ObjectMeta spec:WorkloadSpec
    Webhooks metadata:ObjectMeta webhooks:[name]
    Conditioned metadata:ObjectMeta status:Conditions
    Conditions conditions:[type]
    Node metadata:ObjectMeta spec:NodeSpec status:NodeStatus
    NodeSpec podCIDRs:[]
    NodeStatus addresses:[type] conditions:[type]
    ObjectMeta finalizers:[] ownerReferences:[uid]
    Pod metadata:ObjectMeta spec:PodSpec status:PodStatus
    PodSpec containers:Container[name] ephemeralContainers:EphemeralContainer[name] hostAliases:[ip] imagePullSecrets:[name]
    PodSpec initContainers:Container[name] topologySpreadConstraints:[topologyKey,whenUnsatisfiable] volumes:Volume[name]
    PodStatus conditions:[type] podIPs:[ip]
    PodTemplate metadata:ObjectMeta template:PodTemplateSpec
    PodTemplateSpec metadata:ObjectMeta spec:PodSpec
    Workload metadata:ObjectMeta spec:WorkloadSpec status:Conditions
    WorkloadSpec template:PodTemplateSpec
    Service metadata:ObjectMeta spec:ServiceSpec status:Conditions
    ServiceAccount metadata:ObjectMeta secrets:[name]
    ServiceSpec ports:[port,protocol]
    Volume ephemeral:EphemeralVolumeSource
    """

/// The kinds of each of those types; objects of other kinds have no merged lists at all, not even in their metadata.
let builtinMergeKinds = """
    CSINode = storage.k8s.io/v1/CSINode storage.k8s.io/v1beta1/CSINode
    ComponentStatus = v1/ComponentStatus
    Conditioned = v1/Namespace v1/PersistentVolumeClaim apiregistration.k8s.io/v1/APIService
    Conditioned = apiregistration.k8s.io/v1beta1/APIService policy/v1/PodDisruptionBudget policy/v1beta1/PodDisruptionBudget
    CronJob = batch/v1/CronJob batch/v1beta1/CronJob
    Node = v1/Node
    Plain = v1/Binding v1/ConfigMap v1/Endpoints v1/Event v1/LimitRange v1/PersistentVolume v1/ResourceQuota v1/Secret
    Plain = apiextensions.k8s.io/v1/CustomResourceDefinition apiextensions.k8s.io/v1beta1/CustomResourceDefinition
    Plain = apps/v1/ControllerRevision authentication.k8s.io/v1/TokenRequest authentication.k8s.io/v1/TokenReview
    Plain = authentication.k8s.io/v1beta1/TokenReview authorization.k8s.io/v1/LocalSubjectAccessReview
    Plain = authorization.k8s.io/v1/SelfSubjectAccessReview authorization.k8s.io/v1/SelfSubjectRulesReview
    Plain = authorization.k8s.io/v1/SubjectAccessReview authorization.k8s.io/v1beta1/LocalSubjectAccessReview
    Plain = authorization.k8s.io/v1beta1/SelfSubjectAccessReview authorization.k8s.io/v1beta1/SelfSubjectRulesReview
    Plain = authorization.k8s.io/v1beta1/SubjectAccessReview autoscaling/v1/HorizontalPodAutoscaler autoscaling/v1/Scale
    Plain = autoscaling/v2beta1/HorizontalPodAutoscaler autoscaling/v2beta2/HorizontalPodAutoscaler
    Plain = certificates.k8s.io/v1/CertificateSigningRequest certificates.k8s.io/v1beta1/CertificateSigningRequest
    Plain = coordination.k8s.io/v1/Lease coordination.k8s.io/v1beta1/Lease discovery.k8s.io/v1/EndpointSlice
    Plain = discovery.k8s.io/v1beta1/EndpointSlice events.k8s.io/v1/Event events.k8s.io/v1beta1/Event extensions/v1beta1/Ingress
    Plain = flowcontrol.apiserver.k8s.io/v1beta1/FlowSchema flowcontrol.apiserver.k8s.io/v1beta1/PriorityLevelConfiguration
    Plain = networking.k8s.io/v1/Ingress networking.k8s.io/v1/IngressClass networking.k8s.io/v1/NetworkPolicy
    Plain = networking.k8s.io/v1beta1/Ingress networking.k8s.io/v1beta1/IngressClass node.k8s.io/v1/RuntimeClass
    Plain = node.k8s.io/v1beta1/RuntimeClass policy/v1beta1/Eviction policy/v1beta1/PodSecurityPolicy
    Plain = rbac.authorization.k8s.io/v1/ClusterRole rbac.authorization.k8s.io/v1/ClusterRoleBinding
    Plain = rbac.authorization.k8s.io/v1/Role rbac.authorization.k8s.io/v1/RoleBinding
    Plain = rbac.authorization.k8s.io/v1beta1/ClusterRole rbac.authorization.k8s.io/v1beta1/ClusterRoleBinding
    Plain = rbac.authorization.k8s.io/v1beta1/Role rbac.authorization.k8s.io/v1beta1/RoleBinding
    Plain = scheduling.k8s.io/v1/PriorityClass scheduling.k8s.io/v1beta1/PriorityClass storage.k8s.io/v1/CSIDriver
    Plain = storage.k8s.io/v1/StorageClass storage.k8s.io/v1/VolumeAttachment storage.k8s.io/v1beta1/CSIDriver
    Plain = storage.k8s.io/v1beta1/CSIStorageCapacity storage.k8s.io/v1beta1/StorageClass storage.k8s.io/v1beta1/VolumeAttachment
    Pod = v1/Pod
    PodTemplate = v1/PodTemplate
    Service = v1/Service
    ServiceAccount = v1/ServiceAccount
    Webhooks = admissionregistration.k8s.io/v1/MutatingWebhookConfiguration
    Webhooks = admissionregistration.k8s.io/v1/ValidatingWebhookConfiguration
    Webhooks = admissionregistration.k8s.io/v1beta1/MutatingWebhookConfiguration
    Webhooks = admissionregistration.k8s.io/v1beta1/ValidatingWebhookConfiguration
    Workload = v1/ReplicationController apps/v1/DaemonSet apps/v1/Deployment apps/v1/ReplicaSet apps/v1/StatefulSet batch/v1/Job
    """

/// Kinds that are certain to have no namespace. Source: the same OpenAPI's paths.
let clusterScopedKinds = """
    admissionregistration.k8s.io/v1 MutatingWebhookConfiguration ValidatingWebhookConfiguration
    admissionregistration.k8s.io/v1beta1 MutatingWebhookConfiguration ValidatingWebhookConfiguration
    apiextensions.k8s.io/v1 CustomResourceDefinition
    apiextensions.k8s.io/v1beta1 CustomResourceDefinition
    apiregistration.k8s.io/v1 APIService
    apiregistration.k8s.io/v1beta1 APIService
    certificates.k8s.io/v1 CertificateSigningRequest
    certificates.k8s.io/v1beta1 CertificateSigningRequest
    flowcontrol.apiserver.k8s.io/v1beta1 FlowSchema PriorityLevelConfiguration
    networking.k8s.io/v1 IngressClass
    networking.k8s.io/v1beta1 IngressClass
    node.k8s.io/v1 RuntimeClass
    node.k8s.io/v1beta1 RuntimeClass
    policy/v1beta1 PodSecurityPolicy
    rbac.authorization.k8s.io/v1 ClusterRole ClusterRoleBinding
    rbac.authorization.k8s.io/v1beta1 ClusterRole ClusterRoleBinding
    scheduling.k8s.io/v1 PriorityClass
    scheduling.k8s.io/v1beta1 PriorityClass
    storage.k8s.io/v1 CSIDriver CSINode StorageClass VolumeAttachment
    storage.k8s.io/v1beta1 CSIDriver CSINode StorageClass VolumeAttachment
    v1 ComponentStatus Namespace Node NodeProxyOptions PersistentVolume
    """
